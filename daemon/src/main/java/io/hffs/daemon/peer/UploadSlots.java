package io.hffs.daemon.peer;

import io.hffs.fs.device.DeviceId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many answers with bytes go out side by side: so many in all, and so many to one device. A
 * device that has none gets one beyond that, so that others who take theirs slowly do not keep it
 * out. Thread-safe; never waits.
 */
final class UploadSlots {

  static final int SLOTS = 16;
  static final int MAX_SLOTS = 32;
  static final int SLOTS_OF_ONE = 4;

  private final Map<DeviceId, Integer> taken = new HashMap<>(); // guarded by this
  private int all; // guarded by this

  /** The right to send one answer, until it is closed. */
  interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  /** Takes a slot; empty when there is none for this device now. */
  synchronized Optional<Slot> take(DeviceId device) {
    int own = taken.getOrDefault(device, 0);
    if (all >= (own == 0 ? MAX_SLOTS : SLOTS) || own >= SLOTS_OF_ONE) {
      return Optional.empty();
    }
    all++;
    taken.put(device, own + 1);
    return Optional.of(() -> give(device));
  }

  private synchronized void give(DeviceId device) {
    all--;
    taken.computeIfPresent(device, (key, count) -> count == 1 ? null : count - 1);
  }
}
