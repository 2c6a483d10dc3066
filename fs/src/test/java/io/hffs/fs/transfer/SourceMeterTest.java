package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SourceMeterTest {

  private static final int MIB = 1 << 20;

  private final AtomicLong now = new AtomicLong();
  private final SourceMeter meter = new SourceMeter(now::get);

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void theRateIsOfAllTransfersTogetherWithoutTheWaitForTheFirstByte() {
    try (SourceMeter.Transfer one = meter.begin(40 * MIB);
        SourceMeter.Transfer other = meter.begin(40 * MIB)) {
      pass(500);
      for (int i = 0; i < 20; i++) {
        one.received(MIB);
        other.received(MIB);
        pass(100);
      }
    }
    assertThat(meter.bytesPerSecond()).isCloseTo(20.0 * MIB, within(2.0 * MIB));
    assertThat(meter.latencySeconds()).isCloseTo(0.5, within(0.01));
  }

  @Test
  void aSmallAnswerSaysNothingOfTheRate() {
    try (SourceMeter.Transfer transfer = meter.begin(1000)) {
      pass(30);
      transfer.received(1000);
    }
    assertThat(meter.bytesPerSecond()).isZero();
    assertThat(meter.latencySeconds()).isCloseTo(0.03, within(0.001));
  }

  @Test
  void whatWasAskedAndDidNotComeIsPendingUntilTheEnd() {
    try (SourceMeter.Transfer transfer = meter.begin(3 * MIB)) {
      transfer.received(MIB);
      assertThat(meter.pendingBytes()).isEqualTo(2 * MIB);
      assertThat(meter.active()).isEqualTo(1);
    }
    assertThat(meter.pendingBytes()).isZero();
    assertThat(meter.active()).isZero();
    assertThat(meter.receivedBytes()).isEqualTo(MIB);
  }

  @Test
  void aSourceThatBecameSlowIsSoonKnownToBe() {
    try (SourceMeter.Transfer transfer = meter.begin(400 * MIB)) {
      for (int i = 0; i < 10; i++) {
        transfer.received(10 * MIB);
        pass(200);
      }
      for (int i = 0; i < 10; i++) {
        transfer.received(MIB);
        pass(200);
      }
    }
    assertThat(meter.bytesPerSecond()).isCloseTo(5.0 * MIB, within(1.0 * MIB));
  }
}
