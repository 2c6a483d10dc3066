package io.hffs.fs.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeldRevisionTest {

  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration KERNEL = Duration.ofSeconds(30);
  private static final Object READER = new Object();
  private static final ResolvedRevision OLD = at('a');
  private static final ResolvedRevision NEW = at('b');

  private final AtomicLong nanos = new AtomicLong();
  private final HeldRevision held = new HeldRevision(OLD, nanos::get);

  @Test
  void isIdleOnlyAfterTheFullTimeWithoutUse() {
    pass(Duration.ofSeconds(59));
    assertThat(held.isIdle(IDLE)).isFalse();

    pass(Duration.ofSeconds(1));
    assertThat(held.isIdle(IDLE)).isTrue();
  }

  @Test
  void isNeverIdleWhileAFileOfItIsOpen() {
    held.hold();
    pass(Duration.ofHours(1));
    assertThat(held.isIdle(IDLE)).isFalse();

    held.release();
    assertThat(held.isIdle(IDLE)).isFalse();
    pass(IDLE);
    assertThat(held.isIdle(IDLE)).isTrue();
  }

  @Test
  void doesNotMoveWhenItWasUsedWhileTheSourceWasAsked() {
    long asked = held.lastUsedNanos();
    pass(Duration.ofSeconds(1));
    held.markUsed();

    held.moveIfUnusedSince(asked, NEW);

    assertThat(held.at()).isEqualTo(OLD);
  }

  @Test
  void aRefreshWaitsForTheLastOpenFile() {
    held.hold();
    held.moveWhenClosed(NEW);
    held.markUsed();
    assertThat(held.at()).isEqualTo(OLD);

    held.release();
    held.markUsed();
    assertThat(held.at()).isEqualTo(NEW);
  }

  @Test
  void nothingIsStaleBeforeAMove() {
    held.told(READER, "/x", OLD.commit(), KERNEL);

    assertThat(held.mayBeStale(READER, "/x", KERNEL)).isFalse();
  }

  @Test
  void afterAMoveAPathIsStaleUntilTheKernelAskedForItAgain() {
    held.told(READER, "/x", OLD.commit(), KERNEL);
    held.moveWhenClosed(NEW);

    assertThat(held.mayBeStale(READER, "/x", KERNEL)).isTrue();
    held.told(READER, "/x", NEW.commit(), KERNEL);
    assertThat(held.mayBeStale(READER, "/x", KERNEL)).isFalse();
    assertThat(held.mayBeStale(READER, "/y", KERNEL)).isTrue();
  }

  @Test
  void aPathStaysStaleForOthersThanTheOneThatAsked() {
    held.moveWhenClosed(NEW);
    held.told(READER, "/x", NEW.commit(), KERNEL);

    assertThat(held.mayBeStale(new Object(), "/x", KERNEL)).isTrue();
  }

  @Test
  void anAnswerOfTheOldCommitThatComesAfterTheMoveCountsForNothing() {
    held.moveWhenClosed(NEW);
    held.told(READER, "/x", OLD.commit(), KERNEL);

    assertThat(held.mayBeStale(READER, "/x", KERNEL)).isTrue();
  }

  @Test
  void whatTheKernelKeptIsGoneAfterItsTimeOut() {
    held.moveWhenClosed(NEW);
    pass(KERNEL.plusSeconds(6));

    assertThat(held.mayBeStale(READER, "/x", KERNEL)).isFalse();
  }

  @Test
  void aRefreshThatFindsTheSameCommitMakesNothingStale() {
    held.moveWhenClosed(at('a'));

    assertThat(held.mayBeStale(READER, "/x", KERNEL)).isFalse();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static ResolvedRevision at(char digit) {
    return new ResolvedRevision(
        RepoId.parse("org/name"),
        Revision.MAIN,
        new CommitHash(String.valueOf(digit).repeat(40)),
        Instant.EPOCH,
        Visibility.PUBLIC);
  }
}
