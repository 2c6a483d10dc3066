package io.hffs.daemon.peer;

import io.hffs.fs.device.DeviceId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How much each device got since the start. Thread-safe. */
final class SentBytes {

  private final Map<DeviceId, LongAdder> bytes = new ConcurrentHashMap<>();

  LongAdder to(DeviceId device) {
    return bytes.computeIfAbsent(device, key -> new LongAdder());
  }

  long sum() {
    return bytes.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
