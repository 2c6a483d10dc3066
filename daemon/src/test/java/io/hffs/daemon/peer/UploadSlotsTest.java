package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.device.DeviceId;
import org.junit.jupiter.api.Test;

class UploadSlotsTest {

  private final UploadSlots slots = new UploadSlots();

  private static DeviceId device(int number) {
    return new DeviceId(String.format("%064x", number));
  }

  private int taken(int device, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += slots.take(device(device)).isPresent() ? 1 : 0;
    }
    return taken;
  }

  @Test
  void aDeviceGetsFourAtATime() {
    assertThat(taken(1, 10)).isEqualTo(4);
  }

  @Test
  void aSlotThatIsGivenBackIsTakenAgain() {
    UploadSlots.Slot slot = slots.take(device(1)).orElseThrow();
    assertThat(taken(1, 10)).isEqualTo(3);

    slot.close();

    assertThat(taken(1, 10)).isEqualTo(1);
  }

  @Test
  void whenOthersHaveThemAllADeviceThatHasNoneGetsOne() {
    for (int device = 1; device <= 4; device++) {
      assertThat(taken(device, 10)).isEqualTo(4);
    }

    assertThat(taken(5, 10)).isEqualTo(1);
  }

  @Test
  void thereIsAnEndToThatToo() {
    int all = 0;
    for (int device = 1; device <= 64; device++) {
      all += taken(device, 10);
    }

    assertThat(all).isEqualTo(UploadSlots.MAX_SLOTS);
  }
}
