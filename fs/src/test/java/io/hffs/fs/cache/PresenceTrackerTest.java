package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.range.ByteRange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PresenceTrackerTest {

  private final PresenceTracker tracker = new PresenceTracker(new ChunkGrid(95, 10));

  @Test
  void aClaimIsCutIntoParts() {
    assertThat(claim(0, 95, 40))
        .extracting(Gap::range)
        .containsExactly(new ByteRange(0, 40), new ByteRange(40, 80), new ByteRange(80, 95));
  }

  @Test
  void whatIsPendingIsNotClaimedAgain() {
    claim(20, 40, 100);
    assertThat(claim(0, 60, 100))
        .extracting(Gap::range)
        .containsExactly(new ByteRange(0, 20), new ByteRange(40, 60));
  }

  @Test
  void aFailureReachesEveryWaiterAndMakesTheRestAbsent() {
    Gap gap = claim(0, 30, 100).get(0);
    gap.present(0);
    gap.progress(10);
    GapWaiter one = tracker.await(new ByteRange(10, 20)).orElseThrow();
    GapWaiter two = tracker.await(new ByteRange(20, 30)).orElseThrow();
    IOException reason = new IOException("broken");

    gap.fail(reason);

    assertThatThrownBy(() -> one.await(soon())).isSameAs(reason);
    assertThatThrownBy(() -> two.await(soon())).isSameAs(reason);
    assertThat(tracker.isPresent(new ByteRange(0, 10))).isTrue();
    assertThat(claim(0, 30, 100)).extracting(Gap::range).containsExactly(new ByteRange(10, 30));
  }

  @Test
  void bytesBelowTheMarkNeedNoWait() throws Exception {
    Gap gap = claim(0, 30, 100).get(0);
    gap.progress(7);
    tracker.await(new ByteRange(3, 7)).orElseThrow().await(soon());
    assertThat(gap.highWater()).isEqualTo(7);
  }

  @Test
  void aWaiterThatGaveUpIsForgotten() {
    Gap gap = claim(0, 30, 100).get(0);
    GapWaiter waiter = tracker.await(new ByteRange(0, 5)).orElseThrow();
    assertThatThrownBy(() -> waiter.await(System.nanoTime()))
        .isInstanceOf(ReadTimeoutException.class);
    assertThat(gap.waiters).isEmpty();
  }

  @Test
  void onlyAGapThatNobodyWaitsForIsTakenBack() {
    Gap gap = claim(0, 30, 100).get(0);
    assertThat(tracker.await(new ByteRange(0, 5))).isPresent();
    assertThat(tracker.withdraw(gap)).isFalse();
    Gap other = claim(40, 60, 100).get(0);
    assertThat(tracker.withdraw(other)).isTrue();
    assertThat(claim(40, 60, 100)).hasSize(1);
  }

  @Test
  void howLongAReaderHasWaitedCountsFromTheLastByteThatCame() throws Exception {
    Gap gap = tracker.claim(new ByteRange(0, 30), 100, FetchPriority.READ_AHEAD).get(0);
    Thread.sleep(30);
    assertThat(gap.waited()).as("nobody waits").isZero();

    gap.raiseTo(FetchPriority.CRITICAL);
    Thread.sleep(30);
    Duration waited = gap.waited();
    assertThat(waited).isGreaterThanOrEqualTo(Duration.ofMillis(30));

    eventually(
        "the wait begins anew",
        () -> {
          gap.progress(5);
          return gap.waited().compareTo(waited) < 0;
        });
  }

  private List<Gap> claim(long start, long end, long max) {
    return tracker.claim(new ByteRange(start, end), max, FetchPriority.CRITICAL);
  }

  private static long soon() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
  }
}
