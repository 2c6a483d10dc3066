package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.transfer.TransferWatch.Verdict;
import io.hffs.fs.transfer.TransferWatch.Watched;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a transfer is taken from its source, by a clock that the test sets. */
class TransferWatchTest {

  private static final double NOBODY_ELSE = Double.POSITIVE_INFINITY;
  private static final long MIB = 1 << 20;

  private long now;
  private int ended;
  private boolean urgent = true;
  private double alternativeSeconds = 0.1;
  private final TransferWatch watch = new TransferWatch(() -> now);

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void oneThatGoesSilentIsEndedSoonWhenSomebodyWaits() {
    Watched transfer = begin(0);
    transfer.received(1);

    assertThat(verdictAfter(transfer, 0.6)).isNull();
    assertThat(verdictAfter(transfer, 0.2)).isEqualTo(Verdict.STALLED);
    assertThat(ended).isEqualTo(1);
  }

  @Test
  void oneThatNobodyWaitsForHasMoreTime() {
    urgent = false;
    Watched transfer = begin(0);
    transfer.received(1);

    assertThat(verdictAfter(transfer, 2.9)).isNull();
    assertThat(verdictAfter(transfer, 0.2)).isEqualTo(Verdict.STALLED);
  }

  @Test
  void theFirstByteMayTakeLonger() {
    Watched transfer = begin(2);

    assertThat(verdictAfter(transfer, 1.9)).isNull();
    transfer.received(1);
    assertThat(verdictAfter(transfer, 0.8)).isEqualTo(Verdict.STALLED);
    assertThat(verdictAfter(begin(2), 2.1)).isEqualTo(Verdict.STALLED);
  }

  @Test
  void oneThatNobodyElseCouldGiveIsLeft() {
    alternativeSeconds = NOBODY_ELSE;

    assertThat(verdictAfter(begin(0), 60)).isNull();
    assertThat(ended).isZero();
  }

  @Test
  void oneIsEndedWhenAnotherSourceWouldBeMuchFaster() {
    Watched transfer = begin(0);
    for (int tenth = 0; tenth < 10; tenth++) {
      transfer.received((int) MIB / 20); // 8 MiB would take 16 s
      assertThat(verdictAfter(transfer, 0.1)).isNull();
    }
    transfer.received(1);

    assertThat(verdictAfter(transfer, 0.1)).isEqualTo(Verdict.SLOW);
  }

  @Test
  void oneIsNotEndedForALittle() {
    alternativeSeconds = 10;
    Watched transfer = begin(0);
    transfer.received((int) MIB / 2);
    now += 1_100_000_000L;
    transfer.received(1);

    assertThat(verdictAfter(transfer, 0)).isNull();
  }

  private Watched begin(double firstByteSeconds) {
    Watched watched =
        watch.watch(8 * MIB, firstByteSeconds, () -> urgent, () -> alternativeSeconds);
    watched.endedBy(() -> ended++);
    return watched;
  }

  private Verdict verdictAfter(Watched transfer, double seconds) {
    now += (long) (seconds * 1e9);
    watch.look();
    return transfer.verdict();
  }
}
