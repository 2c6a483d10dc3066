package io.hffs.fs.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.range.ByteRange;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadTimeTest {

  private static final Duration WHOLE = Duration.ofSeconds(24);
  private static final ByteRange READ = new ByteRange(4096, 131_072);

  private final AtomicLong nanos = new AtomicLong();
  private final ReadTime time = new ReadTime(nanos::get);

  private void failedAfter(Duration waited) {
    nanos.addAndGet(waited.toNanos());
    time.failed(READ, waited.toNanos());
  }

  @Test
  void theSecondTryOfAReadGetsWhatTheFirstLeft() {
    failedAfter(Duration.ofSeconds(20));
    assertThat(time.limit(4096, WHOLE)).isEqualTo(Duration.ofSeconds(4 + 3));

    failedAfter(Duration.ofSeconds(25));
    assertThat(time.limit(131_071, WHOLE)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void theThirdHasAllTimeAgain() {
    failedAfter(Duration.ofSeconds(24));
    time.limit(4096, WHOLE);

    assertThat(time.limit(4096, WHOLE)).isEqualTo(WHOLE);
  }

  @Test
  void otherReadsHaveAllTime() {
    failedAfter(Duration.ofSeconds(24));

    assertThat(time.limit(0, WHOLE)).isEqualTo(WHOLE);
    assertThat(time.limit(131_072, WHOLE)).isEqualTo(WHOLE);
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(time.limit(4096, WHOLE)).as("later").isEqualTo(WHOLE);
  }

  @Test
  void aFailureThatCameAtOnceTakesNothingAway() {
    failedAfter(Duration.ofSeconds(1));

    assertThat(time.limit(4096, WHOLE)).isEqualTo(WHOLE);
  }
}
