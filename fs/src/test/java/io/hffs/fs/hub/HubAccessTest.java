package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Visibility;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.RepoAccess;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubAccessTest {

  private static final RepoId TINY = RepoId.parse("acme/tiny");

  @TempDir Path home;
  private HubFixture fixture;
  private TestRepo repo;

  @BeforeEach
  void start() throws Exception {
    fixture = HubFixture.withToken("hf_alice");
    fixture.server.addToken("hf_alice", "alice");
    fixture.server.addToken("hf_bob", "bob");
    repo = fixture.server.addRepo("acme/tiny");
    repo.commit("first", files -> files.lfs("model.bin", TestContent.ofText("content")));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private ResolvedRevision resolve(Hub hub) throws SourceException {
    return hub.trees().resolve(TINY, Revision.MAIN);
  }

  private SourceException failure(Hub hub) {
    return catchThrowableOfType(SourceException.class, () -> resolve(hub));
  }

  private Hub hubWith(Map<String, String> variables) {
    HuggingFaceEnvironment environment = HubFixture.environment(fixture.server, variables);
    return HubFixture.open(HubConfig.origin(environment), new TokenStore(environment));
  }

  @Test
  void privateRepositoryIsReadWithTheToken() throws Exception {
    repo.setAccess(RepoAccess.PRIVATE).grant("alice");

    assertThat(resolve(fixture.hub).visibility()).isEqualTo(Visibility.PRIVATE);
    assertThat(fixture.fetch(fixture.blob("acme/tiny", "model.bin"), 0, 7)).hasSize(7);
  }

  @Test
  void privateRepositoryOfOthersDoesNotExist() {
    repo.setAccess(RepoAccess.PRIVATE);

    SourceException missing = failure(fixture.hub);

    assertThat(missing.kind()).isEqualTo(Kind.REPO_NOT_FOUND);
    assertThat(missing).hasMessageContaining("token from HF_TOKEN has no access");
  }

  @Test
  void gatedRepositoryNamesThePageToAcceptItsConditions() {
    repo.setAccess(RepoAccess.GATED_MANUAL);

    SourceException denied =
        catchThrowableOfType(
            SourceException.class,
            () -> fixture.fetch(fixture.blob("acme/tiny", "model.bin"), 0, 7));

    assertThat(denied.kind()).isEqualTo(Kind.DENIED);
    assertThat(denied)
        .hasMessageContaining(
            "accept its conditions at " + fixture.server.endpoint() + "/acme/tiny")
        .hasMessageContaining("HF_TOKEN");
  }

  @Test
  void wrongTokenIsNamedByItsOriginAndNeverShown() {
    fixture.server.removeToken("hf_alice");

    SourceException denied = failure(fixture.hub);

    assertThat(denied.kind()).isEqualTo(Kind.DENIED);
    assertThat(denied).hasMessageContaining("token from HF_TOKEN");
    assertThat(denied.getMessage()).doesNotContain("hf_alice");
  }

  @Test
  void wrongTokenIsNotOfferedAgainAtOnce() {
    fixture.server.removeToken("hf_alice");
    failure(fixture.hub);
    failure(fixture.hub);

    assertThat(fixture.server.requests()).hasSize(1);
  }

  @Test
  void disabledRepositoryDoesNotCastDoubtOnTheToken() throws Exception {
    fixture.server.addRepo("acme/off").commit("first", files -> files.text("a", "a"));
    fixture.server.inject(
        HubFault.status(
                401,
                "X-Error-Code",
                "GatedRepo",
                "X-Error-Message",
                "Access to this resource is disabled.")
            .onPath("acme/off"));

    SourceException denied =
        catchThrowableOfType(
            SourceException.class,
            () -> fixture.hub.trees().resolve(RepoId.parse("acme/off"), Revision.MAIN));

    assertThat(denied.kind()).isEqualTo(Kind.DENIED);
    assertThat(denied).hasMessageContaining("disabled").hasMessageNotContaining("auth login");
    assertThat(resolve(fixture.hub).repo()).isEqualTo(TINY);
  }

  @Test
  void tokenFileIsReadAgainWhenTheHubRefusesTheToken() throws Exception {
    Path file = home.resolve("token");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "hf_old\n");
    try (Hub hub = hubWith(Map.of("HF_HOME", home.toString()))) {
      assertThat(failure(hub)).hasMessageContaining(file.toString());
      Files.writeString(file, "hf_bob\n");

      assertThat(resolve(hub).repo()).isEqualTo(TINY);
    }
  }

  @Test
  void disabledImplicitTokenIsNotSent() throws Exception {
    try (Hub hub = hubWith(Map.of("HF_TOKEN", "hf_alice", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"))) {
      resolve(hub);
    }

    assertThat(fixture.server.requests()).noneMatch(r -> r.authorized());
  }

  @Test
  void mirrorNeverSeesTheToken() throws Exception {
    HuggingFaceEnvironment environment =
        HubFixture.environment(fixture.server, Map.of("HF_TOKEN", "hf_alice"));
    try (Hub mirror =
        HubFixture.open(
            HubConfig.mirror(fixture.server.endpoint(), environment),
            new TokenStore(environment))) {
      resolve(mirror);
    }

    assertThat(fixture.server.requests()).hasSize(1).noneMatch(r -> r.authorized());
  }

  @Test
  void redirectToAnotherServerDoesNotCarryTheToken() throws Exception {
    try (TestHub other = TestHub.start()) {
      fixture.server.inject(HubFault.mirroredTo(other.endpoint()));

      assertThat(failure(fixture.hub).kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void tokenThatIsNotSentOverHttpIsMentioned() {
    Asked asked = Asked.about("a thing");
    HuggingFaceEnvironment environment =
        HuggingFaceEnvironment.from(
            Map.of("HF_ENDPOINT", "http://hub.lan", "HF_TOKEN", "hf_alice"), home);
    try (HubClient client =
        new HubClient(
            HubConfig.origin(environment),
            new TokenStore(environment),
            Clock.systemUTC(),
            length -> {})) {
      assertThat(
              client.toException(
                  new HubErrors.Refusal(401, null, null, true, false), asked, Optional.empty()))
          .hasMessageContaining("not sent over http");
    }
  }

  @Test
  void whoAmITellsTheUserOfAnyToken() throws Exception {
    assertThat(fixture.hub.whoAmI(new Token("hf_bob", "the terminal")).user()).isEqualTo("bob");
    assertThat(
            catchThrowableOfType(
                SourceException.class,
                () -> fixture.hub.whoAmI(new Token("hf_no", "the terminal"))))
        .hasMessageContaining("token from the terminal")
        .extracting(SourceException::kind)
        .isEqualTo(Kind.DENIED);
  }

  @Test
  void whoAmIAsksWithTheGivenTokenOnly() {
    assertThatThrownBy(() -> fixture.hub.whoAmI(new Token("hf_no", "the terminal")))
        .isInstanceOf(SourceException.class);

    assertThat(fixture.server.requests()).hasSize(1);
  }

  @Test
  void probeMeasuresAHubThatIsThere() throws Exception {
    assertThat(fixture.hub.probe().latency()).isPositive();
    fixture.server.goDark();
    assertThat(catchThrowableOfType(SourceException.class, fixture.hub::probe).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void closedHubIsUnavailable() {
    fixture.hub.close();

    assertThat(failure(fixture.hub).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void unresolvableHostIsUnavailableWithinTheConnectLimit() {
    HuggingFaceEnvironment environment =
        HuggingFaceEnvironment.from(Map.of("HF_ENDPOINT", "https://hub.invalid"), home);
    long start = System.nanoTime();
    try (Hub hub =
        Hub.open(
            HubConfig.origin(environment).withTimeouts(HubFixture.IMPATIENT),
            new TokenStore(environment),
            Clock.systemUTC(),
            length -> {})) {
      assertThat(failure(hub)).hasMessageContaining("hub.invalid");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }
}
