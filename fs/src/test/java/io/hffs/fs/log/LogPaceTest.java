package io.hffs.fs.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogPaceTest {

  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final AtomicLong clock = new AtomicLong();
  private final LogPace pace = new LogPace(clock::get);

  @Test
  void aKindIsToldOnceAMinuteWithTheCountOfTheOthers() {
    assertThat(pace.next("read")).contains("");
    for (int i = 0; i < 3; i++) {
      assertThat(pace.next("read")).isEmpty();
    }
    clock.addAndGet(MINUTE_NANOS - 1);
    assertThat(pace.next("read")).isEmpty();
    clock.addAndGet(1);

    assertThat(pace.next("read")).contains(" (and 4 more since it was told)");
    assertThat(pace.next("read")).isEmpty();
  }

  @Test
  void whatWasToldLongAgoIsToldWithoutACount() {
    pace.next("read");
    clock.addAndGet(5 * MINUTE_NANOS);

    assertThat(pace.next("read")).contains("");
  }

  @Test
  void kindsDoNotHinderEachOther() {
    assertThat(pace.next("read")).isPresent();
    assertThat(pace.next("open")).isPresent();
  }
}
