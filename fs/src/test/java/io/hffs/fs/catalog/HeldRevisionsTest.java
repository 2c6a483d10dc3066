package io.hffs.fs.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldRevisionsTest {

  private static final RepoId REPO = RepoId.parse("org/name");
  private static final CommitHash OLD = new CommitHash("a".repeat(40));
  private static final CommitHash NEW = new CommitHash("b".repeat(40));
  private static final CommitHash NEWEST = new CommitHash("c".repeat(40));

  @TempDir Path root;
  private final AtomicLong nanos = new AtomicLong();
  private final FakeTreeSource hub = new FakeTreeSource().put(REPO, "main", OLD, List.of());
  private final RemoteCalls calls = new RemoteCalls();
  private LocalKnowledge local;
  private HeldRevisions revisions;

  @BeforeEach
  void start() throws IOException {
    local = LocalKnowledges.in(root);
    revisions = new HeldRevisions(local, hub, calls, CatalogConfig.DEFAULT, nanos::get);
  }

  /** As after a restart. */
  private HeldRevisions newRevisions() throws IOException {
    return new HeldRevisions(
        LocalKnowledges.in(root), hub, calls, CatalogConfig.DEFAULT, nanos::get);
  }

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void aBranchInUseIsAskedForOnce() throws IOException {
    for (int i = 0; i < 10; i++) {
      revisions.use(REPO, Revision.MAIN);
      pass(Duration.ofSeconds(50));
    }

    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void aBranchThatMovesUnderALoadStaysWhereItIs() throws IOException {
    revisions.use(REPO, Revision.MAIN);
    hub.put(REPO, "main", NEW, List.of());
    pass(Duration.ofSeconds(59));

    assertThat(revisions.use(REPO, Revision.MAIN).at().commit()).isEqualTo(OLD);
  }

  @Test
  void anIdleBranchIsAskedForAgain() throws IOException {
    revisions.use(REPO, Revision.MAIN);
    hub.put(REPO, "main", NEW, List.of());
    pass(Duration.ofSeconds(60));

    assertThat(revisions.use(REPO, Revision.MAIN).at().commit()).isEqualTo(NEW);
  }

  @Test
  void aBranchWithAnOpenFileIsNeverAskedForAgain() throws IOException {
    revisions.use(REPO, Revision.MAIN).hold();
    hub.put(REPO, "main", NEW, List.of());
    pass(Duration.ofHours(3));

    assertThat(revisions.use(REPO, Revision.MAIN).at().commit()).isEqualTo(OLD);
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void theCommitSeenLastStandsWhileTheSourceIsAway() throws IOException {
    revisions.use(REPO, Revision.MAIN);
    hub.goAway();
    pass(Duration.ofSeconds(60));

    assertThat(revisions.use(REPO, Revision.MAIN).at().commit()).isEqualTo(OLD);
  }

  @Test
  void theCommitSeenLastStandsAfterARestartWithoutSource() throws IOException {
    revisions.use(REPO, Revision.MAIN);
    hub.goAway();

    assertThat(newRevisions().use(REPO, Revision.MAIN).at().commit()).isEqualTo(OLD);
  }

  @Test
  void aSilentSourceIsWaitedForOnceAndAskedUntilItAnswers() throws Exception {
    revisions.use(REPO, Revision.MAIN);
    hub.goSilent();
    pass(Duration.ofSeconds(60));
    revisions.use(REPO, Revision.MAIN); // waits
    hub.put(REPO, "main", NEW, List.of());
    pass(Duration.ofSeconds(60));
    revisions.use(REPO, Revision.MAIN);
    revisions.use(REPO, Revision.MAIN);
    assertThat(hub.requests()).as("the question that is being asked").hasSize(2);

    hub.comeBack();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (local.ref(REPO, Revision.MAIN).orElseThrow().at().commit().equals(OLD)) {
      assertThat(System.nanoTime()).as("the answer comes").isLessThan(deadline);
      Thread.sleep(5);
    }
    pass(Duration.ofSeconds(60));
    assertThat(revisions.use(REPO, Revision.MAIN).at().commit()).isEqualTo(NEW);
  }

  @Test
  void aRevisionThatNobodyKnowsIsUnknownWhileTheSourceIsAway() {
    hub.goAway();

    assertThatThrownBy(() -> revisions.use(REPO, new Revision("dev")))
        .isInstanceOfSatisfying(SourceException.class, e -> assertThat(e.isNotFound()).isFalse());
  }

  @Test
  void aRevisionThatTheSourceDoesNotHaveIsAskedForOnceInAWhile() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> revisions.use(REPO, new Revision("dev")))
          .isInstanceOfSatisfying(SourceException.class, e -> assertThat(e.isNotFound()).isTrue());
    }
    assertThat(hub.requests()).hasSize(1);

    pass(Duration.ofSeconds(11));
    assertThatThrownBy(() -> revisions.use(REPO, new Revision("dev")))
        .isInstanceOf(SourceException.class);
    assertThat(hub.requests()).hasSize(2);
  }

  @Test
  void anUnknownAnswerIsNotRemembered() throws IOException {
    hub.goAway();
    assertThatThrownBy(() -> revisions.use(REPO, Revision.MAIN))
        .isInstanceOf(SourceException.class);
    hub.comeBack();

    assertThat(revisions.use(REPO, Revision.MAIN).at().commit()).isEqualTo(OLD);
  }

  @Test
  void aCommitIsAskedForOnceForEver() throws IOException {
    Revision commit = Revision.of(OLD);
    revisions.use(REPO, commit);
    pass(Duration.ofDays(30));
    revisions.use(REPO, commit);
    newRevisions().use(REPO, commit);

    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void aRefreshMovesABranchAtOnce() throws IOException {
    revisions.use(REPO, Revision.MAIN);
    hub.put(REPO, "main", NEW, List.of());

    assertThat(revisions.refresh(REPO, Revision.MAIN).commit()).isEqualTo(NEW);
    assertThat(revisions.use(REPO, Revision.MAIN).at().commit()).isEqualTo(NEW);
  }

  @Test
  void aRefreshThatHadToWaitDoesNotUndoALaterAnswer() throws IOException {
    HeldRevision held = revisions.use(REPO, Revision.MAIN);
    held.hold();
    hub.put(REPO, "main", NEW, List.of());
    revisions.refresh(REPO, Revision.MAIN); // moves when it is closed
    hub.put(REPO, "main", NEWEST, List.of());
    held.release();
    pass(Duration.ofSeconds(60));

    assertThat(revisions.use(REPO, Revision.MAIN).at().commit()).isEqualTo(NEWEST);
    assertThat(revisions.use(REPO, Revision.MAIN).at().commit()).isEqualTo(NEWEST);
  }

  @Test
  void aRefreshThatHadToWaitStandsWhileTheSourceIsAway() throws IOException {
    HeldRevision held = revisions.use(REPO, Revision.MAIN);
    held.hold();
    hub.put(REPO, "main", NEW, List.of());
    revisions.refresh(REPO, Revision.MAIN);
    held.release();
    hub.goAway();
    pass(Duration.ofSeconds(60));

    assertThat(revisions.use(REPO, Revision.MAIN).at().commit()).isEqualTo(NEW);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
