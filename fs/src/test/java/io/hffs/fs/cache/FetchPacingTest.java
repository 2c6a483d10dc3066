package io.hffs.fs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class FetchPacingTest {

  private static final int MIB = 1 << 20;

  private long nanos;
  private final FetchPacing pacing = new FetchPacing(32, () -> nanos);

  /** Fetches for so long on a line that gives these MiB a second to so many connections. */
  private int after(Duration time, IntToDoubleFunction mibPerSecond) {
    long end = nanos + time.toNanos();
    while (nanos < end) {
      nanos += TimeUnit.MILLISECONDS.toNanos(10);
      pacing.noteLimited();
      pacing.received((int) (mibPerSecond.applyAsDouble(pacing.parallel()) * MIB / 100));
    }
    return pacing.parallel();
  }

  @Test
  void whereEachConnectionIsSlowAllAreUsedWithinSeconds() {
    assertThat(after(Duration.ofSeconds(4), parallel -> 12 * parallel)).isEqualTo(32);
  }

  @Test
  void whereTheLineIsFullMoreConnectionsAreOnlyTried() {
    int used = after(Duration.ofSeconds(10), parallel -> 120);
    assertThat(used).isBetween(FetchPacing.FIRST_PARALLEL, FetchPacing.FIRST_PARALLEL + 2);
  }

  @Test
  void whereTwentyFillTheLineThereAreNotManyMore() {
    int used = after(Duration.ofSeconds(20), parallel -> Math.min(240, 12 * parallel));
    assertThat(used).isBetween(16, 25);
  }

  @Test
  void aTrialWhileLittleWasWantedIsNoFailure() {
    after(Duration.ofMillis(250), parallel -> 12 * parallel);
    int tried = pacing.parallel();
    for (int i = 0; i < 100; i++) {
      nanos += TimeUnit.MILLISECONDS.toNanos(10);
      pacing.noteLimited();
      pacing.noteIdle();
      assertThat(pacing.parallel()).isEqualTo(tried);
    }
    assertThat(after(Duration.ofSeconds(3), parallel -> 12 * parallel)).isEqualTo(32);
  }

  @Test
  void aTimeWithLittleToFetchTeachesNothing() {
    nanos += TimeUnit.SECONDS.toNanos(5);
    for (int i = 0; i < 1000; i++) {
      nanos += TimeUnit.MILLISECONDS.toNanos(10);
      pacing.received(i * MIB);
      assertThat(pacing.parallel()).isEqualTo(FetchPacing.FIRST_PARALLEL);
    }
  }

  @Test
  void afterALongPauseItBeginsAnew() {
    after(Duration.ofSeconds(4), parallel -> 12 * parallel);
    pacing.partDone(MIB, TimeUnit.MILLISECONDS.toNanos(500));
    assertThat(pacing.partBytes(1000L * MIB)).isEqualTo(MIB);
    nanos += TimeUnit.MINUTES.toNanos(1);

    assertThat(pacing.parallel()).isEqualTo(FetchPacing.FIRST_PARALLEL);
    assertThat(pacing.partBytes(1000L * MIB)).isEqualTo(8 * MIB);
  }

  @Test
  void aPartTakesAboutHalfASecond() {
    assertThat(pacing.partBytes(1000L * MIB)).as("while nothing is known").isEqualTo(8 * MIB);

    pacing.partDone(MIB, TimeUnit.MILLISECONDS.toNanos(80));
    assertThat(pacing.partBytes(1000L * MIB)).isEqualTo(6 * MIB);

    for (int i = 0; i < 50; i++) {
      pacing.partDone(6 * MIB, TimeUnit.MILLISECONDS.toNanos(6));
    }
    assertThat(pacing.partBytes(1000L * MIB)).as("the most").isEqualTo(8 * MIB);
  }

  @Test
  void aShortRangeIsSharedByAllConnections() {
    for (int i = 0; i < 50; i++) {
      pacing.partDone(8 * MIB, TimeUnit.MILLISECONDS.toNanos(10));
    }
    assertThat(pacing.partBytes(16 * MIB)).isEqualTo(2 * MIB);
    assertThat(pacing.partBytes(100)).isEqualTo(MIB);
  }
}
