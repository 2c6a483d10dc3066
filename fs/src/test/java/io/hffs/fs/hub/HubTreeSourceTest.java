package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.repo.Visibility;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubProfile;
import io.hffs.fs.testhub.RateBudget;
import io.hffs.fs.testhub.RepoAccess;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestRepo;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubTreeSourceTest {

  private static final RepoId TINY = RepoId.parse("acme/tiny");

  private HubFixture fixture;
  private TestRepo repo;

  @BeforeEach
  void start() throws Exception {
    fixture = HubFixture.anonymous();
    repo = fixture.server.addRepo("acme/tiny");
    repo.commit(
        "first",
        files ->
            files
                .text("config.json", "{}")
                .text("empty", "")
                .text("sub dir/ü #%?'+&.txt", "odd")
                .lfs("model.bin", TestContent.ofText("large content")));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private ResolvedRevision resolve(String revision) throws SourceException {
    return fixture.hub.trees().resolve(TINY, new Revision(revision));
  }

  private SourceException failure() {
    return catchThrowableOfType(SourceException.class, () -> resolve("main"));
  }

  @Test
  void branchResolvesToItsCommit() throws Exception {
    ResolvedRevision main = resolve("main");

    assertThat(main.repo()).isEqualTo(TINY);
    assertThat(main.commit()).isEqualTo(repo.head());
    assertThat(main.visibility()).isEqualTo(Visibility.PUBLIC);
    assertThat(main.lastModified()).isAfter(java.time.Instant.EPOCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refs/pr/1", "feat/x", "v1.0", "annotated", "HEAD", "ünïcode+#"})
  void everyKindOfRevisionResolves(String name) throws Exception {
    CommitHash first = repo.head();
    repo.putRef("refs/pr/1", first)
        .moveBranch("feat/x", first)
        .moveBranch("ünïcode+#", first)
        .tag("v1.0", first)
        .annotatedTag("annotated", first);

    assertThat(resolve(name).commit()).isEqualTo(first);
    assertThat(resolve(name).revision()).isEqualTo(new Revision(name));
  }

  @Test
  void shortCommitResolvesToTheFullOne() throws Exception {
    assertThat(resolve(repo.head().hex().substring(0, 9)).commit()).isEqualTo(repo.head());
  }

  @ParameterizedTest
  @ValueSource(strings = {"old/name", "ACME/tiny", "tiny"})
  void otherNamesLeadToTheCanonicalOne(String name) throws Exception {
    fixture.server.alias("old/name", "acme/tiny");
    fixture.server.alias("ACME/tiny", "acme/tiny");
    fixture.server.alias("tiny", "acme/tiny");

    assertThat(fixture.hub.trees().resolve(RepoId.parse(name), Revision.MAIN).repo())
        .isEqualTo(TINY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"datasets/acme/data", "spaces/acme/demo"})
  void datasetsAndSpacesResolveToo(String id) throws Exception {
    CommitHash commit = fixture.server.addRepo(id).commit("first", files -> files.text("a", "a"));

    assertThat(fixture.hub.trees().resolve(RepoId.parse(id), Revision.MAIN).commit())
        .isEqualTo(commit);
  }

  @ParameterizedTest
  @EnumSource(HubProfile.class)
  void snapshotHasEveryFileWithItsSizeAndDigest(HubProfile profile) throws Exception {
    fixture.server.configure(config -> config.withProfile(profile));

    Snapshot snapshot = fixture.hub.trees().snapshot(resolve("main"));

    assertThat(snapshot.isComplete()).isTrue();
    assertThat(snapshot.files())
        .extracting(file -> file.path().value())
        .containsExactly("config.json", "empty", "model.bin", "sub dir/ü #%?'+&.txt");
    for (TreeEntry file : snapshot.files()) {
      var original = repo.file("main", file.path().value());
      assertThat(file.sizeBytes()).isEqualTo(original.sizeBytes());
      assertThat(file.blob()).isEqualTo(original.blob());
      if (file.sizeBytes() > 0) {
        assertThat(fixture.fetch(HubFixture.blob(TINY, repo.head(), file), 0, file.sizeBytes()))
            .isEqualTo(original.content().bytes(0, (int) file.sizeBytes()));
      }
    }
  }

  @Test
  void pagesAreFollowedToTheEnd() throws Exception {
    repo.commit(
        "many",
        files -> {
          for (int i = 0; i < 25; i++) {
            files.text("many/" + i + ".txt", "file " + i);
          }
        });
    fixture.server.configure(config -> config.withTreePageSize(7));
    ResolvedRevision main = resolve("main");
    fixture.server.clearRequests();

    assertThat(fixture.hub.trees().snapshot(main).files()).hasSize(29);
    assertThat(fixture.server.requests()).hasSize(5);
  }

  @Test
  void nextPageAtAnotherServerIsRefused() throws Exception {
    ResolvedRevision main = resolve("main");
    fixture.server.inject(
        HubFault.header("Link", "<https://evil.example/api?cursor=1>; rel=\"next\""));

    assertThat(
            catchThrowableOfType(SourceException.class, () -> fixture.hub.trees().snapshot(main))
                .kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void pagesThatNeverEndAreRefused() throws Exception {
    ResolvedRevision main = resolve("main");
    fixture.server.inject(
        HubFault.header(
            "Link",
            "<"
                + fixture.server.endpoint()
                + "/api/models/acme/tiny/tree/"
                + main.commit()
                + "?recursive=true&expand=false>; rel=\"next\""));

    assertThat(
            catchThrowableOfType(SourceException.class, () -> fixture.hub.trees().snapshot(main))
                .kind())
        .isEqualTo(Kind.CORRUPT);
  }

  @Test
  void refsAreListedByTheNamesThatResolve() throws Exception {
    repo.moveBranch("feat/x", repo.head())
        .tag("v1", repo.head())
        .putRef("refs/convert/parquet", repo.head());

    RepoRefs refs = fixture.hub.trees().refs(TINY);

    assertThat(refs.branches()).extracting(Revision::name).containsExactly("feat/x", "main");
    assertThat(refs.tags()).extracting(Revision::name).containsExactly("v1");
    assertThat(refs.converts()).extracting(Revision::name).containsExactly("refs/convert/parquet");
    assertThat(resolve("refs/convert/parquet").commit()).isEqualTo(repo.head());
  }

  @Test
  void namespaceListsItsRepositoriesOverAllPages() throws Exception {
    for (int i = 0; i < 5; i++) {
      fixture.server.addRepo("acme/m" + i).commit("x", files -> files.text("a", "a"));
      fixture.server.addRepo("datasets/acme/d" + i).commit("x", files -> files.text("a", "a"));
    }
    fixture.server.addRepo("other/m").commit("x", files -> files.text("a", "a"));

    assertThat(fixture.hub.trees().repositories(RepoType.MODEL, "acme")).hasSize(6);
    assertThat(fixture.hub.trees().repositories(RepoType.DATASET, "acme"))
        .hasSize(5)
        .contains(RepoId.parse("datasets/acme/d3"));
    assertThat(fixture.hub.trees().repositories(RepoType.MODEL, "nobody")).isEmpty();
  }

  @Test
  void namespacesOfBothKindsExist() throws Exception {
    fixture.server.addToken("hf_x", "alice");

    assertThat(fixture.hub.trees().namespaceExists("acme")).isTrue();
    assertThat(fixture.hub.trees().namespaceExists("alice")).isTrue();
    assertThat(fixture.hub.trees().namespaceExists("nobody")).isFalse();
  }

  @Test
  void missingRepositoryLooksPrivateToAnAnonymousUser() {
    SourceException missing =
        catchThrowableOfType(
            SourceException.class,
            () -> fixture.hub.trees().resolve(RepoId.parse("acme/none"), Revision.MAIN));

    assertThat(missing.kind()).isEqualTo(Kind.REPO_NOT_FOUND);
    assertThat(missing).hasMessageContaining("or is private: hffs auth login");
  }

  @Test
  void missingRevisionIsToldFromMissingRepository() {
    assertThat(catchThrowableOfType(SourceException.class, () -> resolve("nope")).kind())
        .isEqualTo(Kind.REVISION_NOT_FOUND);
  }

  @Test
  void gatedRepositoryIsListedWithoutDigestsOfLfsFiles() throws Exception {
    repo.setAccess(RepoAccess.GATED_AUTO);

    ResolvedRevision main = resolve("main");
    Snapshot snapshot = fixture.hub.trees().snapshot(main);

    assertThat(main.visibility()).isEqualTo(Visibility.GATED);
    assertThat(snapshot.file("model.bin").orElseThrow().blob()).isNull();
    assertThat(snapshot.file("model.bin").orElseThrow().sizeBytes()).isEqualTo(13);
    SourceException denied =
        catchThrowableOfType(
            SourceException.class,
            () -> fixture.fetch(fixture.blob("acme/tiny", "model.bin"), 0, 5));
    assertThat(denied.kind()).isEqualTo(Kind.DENIED);
    assertThat(denied).hasMessageContaining(fixture.server.endpoint() + "/acme/tiny");
  }

  @Test
  void disabledRepositoryIsDenied() {
    repo.setAccess(RepoAccess.DISABLED);

    assertThat(failure().kind()).isEqualTo(Kind.DENIED);
  }

  static Stream<Arguments> answersThatSayNothing() {
    return Stream.of(
        Arguments.of(HubFault.captivePortal(), Kind.UNAVAILABLE),
        Arguments.of(HubFault.status(404), Kind.UNAVAILABLE),
        Arguments.of(HubFault.status(404, "Content-Type", "text/html"), Kind.UNAVAILABLE),
        Arguments.of(HubFault.status(403, "Content-Type", "text/html"), Kind.UNAVAILABLE),
        Arguments.of(HubFault.status(401), Kind.UNAVAILABLE),
        Arguments.of(HubFault.status(500), Kind.UNAVAILABLE),
        Arguments.of(HubFault.status(503, "Retry-After", "30"), Kind.THROTTLED),
        Arguments.of(HubFault.rateLimited(Duration.ofSeconds(30)), Kind.THROTTLED),
        Arguments.of(HubFault.cutAfter(10), Kind.UNAVAILABLE),
        Arguments.of(HubFault.stallAfter(10), Kind.UNAVAILABLE),
        Arguments.of(HubFault.stallBeforeHead(), Kind.UNAVAILABLE),
        Arguments.of(HubFault.shorterBody(5), Kind.CORRUPT),
        Arguments.of(HubFault.mirroredTo(URI.create("https://example.org")), Kind.UNAVAILABLE),
        Arguments.of(HubFault.redirect(307, "/api/models/acme/tiny/revision/main"), Kind.CORRUPT));
  }

  @ParameterizedTest
  @MethodSource("answersThatSayNothing")
  void onlyAHubsOwnAnswerMakesAThingNotFound(HubFault fault, Kind kind) {
    fixture.server.inject(fault);

    assertThat(failure().kind()).isEqualTo(kind);
  }

  @Test
  void brokenConnectionIsTriedAgain() throws Exception {
    fixture.server.inject(HubFault.resetBeforeHead().times(2));

    assertThat(resolve("main").commit()).isEqualTo(repo.head());
  }

  @Test
  void usedUpBudgetStopsAllRequestsUntilTheWindowEnds() throws Exception {
    fixture.server.configure(
        config -> config.withBudget(RateBudget.enforced(2, 100, Duration.ofSeconds(60))));
    resolve("main");
    resolve("main");

    SourceException throttled = failure();

    assertThat(throttled.kind()).isEqualTo(Kind.THROTTLED);
    assertThat(throttled.retryAfter().orElseThrow())
        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    assertThat(fixture.server.requests()).hasSize(2);
    assertThat(fixture.fetch(fixture.blob("acme/tiny", "model.bin"), 0, 5)).hasSize(5);
  }

  @Test
  void commitIsRefusedWhenTheHubNamesAnother() {
    CommitHash first = repo.head();
    CommitHash second = repo.commit("second", files -> files.text("b", "b"));
    fixture.server.inject(
        HubFault.redirect(307, "/api/models/acme/tiny/revision/" + second)
            .onPath(first.hex())
            .once());

    assertThat(catchThrowableOfType(SourceException.class, () -> resolve(first.hex())).kind())
        .isEqualTo(Kind.CORRUPT);
  }

  @Test
  void offlineModeAsksNobody() throws Exception {
    try (HubFixture offline =
        HubFixture.of(
            io.hffs.fs.testhub.TestHub.start(), java.util.Map.of("HF_HUB_OFFLINE", "yes"))) {
      SourceException refused =
          catchThrowableOfType(
              SourceException.class, () -> offline.hub.trees().resolve(TINY, Revision.MAIN));

      assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(refused).hasMessageContaining("HF_HUB_OFFLINE");
      assertThat(offline.server.requests()).isEmpty();
    }
  }
}
