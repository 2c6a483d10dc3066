package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.device.DeviceId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRatesTest {

  private static final DeviceId ONE = new DeviceId("1".repeat(64));
  private static final DeviceId TWO = new DeviceId("2".repeat(64));

  private final AtomicLong nanos = new AtomicLong();
  private final RequestRates rates = new RequestRates(nanos::get);

  private int admitted(DeviceId device, int requests) {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += rates.admit(device) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void aDeviceGetsNoMoreThanItsBudget() {
    assertThat(admitted(ONE, 1000)).isEqualTo(RequestRates.PER_SECOND);
  }

  @Test
  void whatOneUsesTheOtherStillHas() {
    admitted(ONE, 1000);

    assertThat(admitted(TWO, 10)).isEqualTo(10);
  }

  @Test
  void theBudgetComesBackWithTimeAndNoMoreThanOnce() {
    admitted(ONE, 1000);

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
    assertThat(admitted(ONE, 1000)).isEqualTo(RequestRates.PER_SECOND / 20);
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(admitted(ONE, 1000)).isEqualTo(RequestRates.PER_SECOND);
  }
}
