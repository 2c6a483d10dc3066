package io.hffs.fs.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.range.ByteRange;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadTimeTest {

  private static final Duration WHOLE = Duration.ofSeconds(24);
  private static final Duration LEAST = Duration.ofMillis(1500);
  private static final int PAGE = 4096;
  private static final ByteRange READ = new ByteRange(PAGE, 131_072);
  private static final ByteRange NEXT = new ByteRange(131_072, 262_144);
  private static final long INODE = 7;

  private final AtomicLong nanos = new AtomicLong();
  private final ReadTime time = new ReadTime(nanos::get);

  private void after(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private void failedAfter(int seconds) {
    ReadTime.Attempt attempt = time.begin(INODE, READ, WHOLE);
    after(seconds);
    time.failed(attempt);
  }

  private ReadTime.Attempt page(long offset) {
    return time.begin(INODE, ByteRange.ofLength(offset, PAGE), WHOLE);
  }

  private Duration limit(long offset) {
    return page(offset).limit();
  }

  @Test
  void theSecondTryOfAReadGetsWhatTheFirstLeft() {
    failedAfter(20);
    assertThat(limit(PAGE)).isEqualTo(Duration.ofSeconds(4 + 3));
  }

  @Test
  void theSecondTryOfOneThatHadAllTimeGetsLittle() {
    failedAfter(24);
    assertThat(limit(PAGE)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void allProgramsThatWaitedForPagesOfItGetTheSame() {
    failedAfter(20);
    limit(2 * PAGE);
    assertThat(limit(PAGE)).isEqualTo(Duration.ofSeconds(4 + 3));
  }

  @Test
  void whoReadsTheSameBlobByAnotherFileHasACallOfHisOwn() {
    long other = 8;
    ReadTime.Attempt first = time.begin(INODE, READ, WHOLE);
    after(12);
    ReadTime.Attempt later = time.begin(other, READ, WHOLE);
    after(10);
    time.failed(first);
    time.failed(later);

    ByteRange page = ByteRange.ofLength(PAGE, PAGE);
    assertThat(time.begin(other, page, WHOLE).limit()).isEqualTo(Duration.ofSeconds(24 + 3 - 10));
    assertThat(time.begin(INODE, page, WHOLE).limit()).isEqualTo(Duration.ofSeconds(24 + 3 - 22));
  }

  @Test
  void whatIsTriedAgainLateEndsWithItsCall() {
    ReadTime.Attempt first = time.begin(INODE, READ, WHOLE);
    ReadTime.Attempt next = time.begin(INODE, NEXT, WHOLE);
    after(5);
    time.failed(next);
    after(1);
    time.failed(first);
    page(PAGE);
    after(14); // then it came

    assertThat(limit(NEXT.start())).isEqualTo(Duration.ofSeconds(24 + 3 - 20));
  }

  @Test
  void whatIsTriedAgainAtTheVeryEndHasAMoment() {
    failedAfter(24);
    after(2);
    assertThat(limit(PAGE)).isEqualTo(LEAST);
    after(2);
    assertThat(limit(2 * PAGE))
        .as("a page for which another kept it, a second late")
        .isEqualTo(LEAST.minusSeconds(1));
    after(2);
    assertThat(limit(3 * PAGE)).as("another call").isEqualTo(WHOLE);
  }

  @Test
  void aCallThatGoesOnPageByPageEndsInTimeThoughEachPageComes() {
    Duration each = Duration.ofMillis(1400);
    failedAfter(24);

    Duration limit = Duration.ZERO;
    for (long offset = PAGE; offset < READ.end(); offset += PAGE) {
      limit = limit(offset);
      if (limit.compareTo(each) < 0) {
        break; // it does not come in time, and the call ends
      }
      nanos.addAndGet(each.toNanos());
    }

    Duration end = Duration.ofNanos(nanos.get()).plus(limit);
    assertThat(end).isLessThanOrEqualTo(WHOLE.plusSeconds(3).plus(LEAST));
  }

  @Test
  void whoQueuedForThePageFailsWithTheSecondTry() {
    failedAfter(24);
    ReadTime.Attempt second = page(PAGE);
    after(3);
    time.failed(second);

    for (int queued = 0; queued < 60; queued++) {
      nanos.addAndGet(30_000_000);
      ReadTime.Attempt next = page(PAGE);
      assertThat(next.limit()).isZero();
      time.failed(next);
    }
  }

  @Test
  void whoTriesAgainAndAgainHasAllTimeSoon() {
    failedAfter(24);
    ReadTime.Attempt second = page(PAGE);
    after(3);
    time.failed(second);

    int refused = 0;
    while (limit(PAGE).isZero()) {
      time.failed(page(PAGE));
      nanos.addAndGet(100_000_000);
      refused++;
    }

    assertThat(limit(PAGE)).isEqualTo(WHOLE);
    assertThat(refused).as("tenths of a second").isLessThanOrEqualTo(21);
  }

  @Test
  void whileTheCallHasTimeThoseWhoQueuedHaveItToo() {
    failedAfter(1);
    ReadTime.Attempt second = page(PAGE);
    after(1);
    time.failed(second);

    ReadTime.Attempt third = page(PAGE);
    assertThat(third.limit()).isEqualTo(WHOLE);
    after(24);
    time.failed(third);
    assertThat(limit(PAGE))
        .as("the next, 26 s after the first began")
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void theCallAfterwardsHasAllTimeAgain() {
    failedAfter(20);
    ReadTime.Attempt second = page(PAGE);
    after(4);
    time.failed(second);
    after(1);
    ReadTime.Attempt third = page(PAGE);
    assertThat(third.limit()).isEqualTo(WHOLE);
    after(24);
    time.failed(third);

    assertThat(limit(PAGE)).as("its second try").isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void otherReadsHaveAllTime() {
    failedAfter(24);

    assertThat(limit(0)).isEqualTo(WHOLE);
    assertThat(limit(131_072)).isEqualTo(WHOLE);
  }

  @Test
  void aFailureThatCameAtOnceTakesNothingAway() {
    failedAfter(1);

    assertThat(limit(PAGE)).isEqualTo(WHOLE);
  }
}
