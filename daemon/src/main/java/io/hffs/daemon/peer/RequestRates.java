package io.hffs.daemon.peer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hffs.fs.device.DeviceId;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many requests each device may make in a second. Thread-safe; never waits. */
final class RequestRates {

  static final int PER_SECOND = 200;

  /** More than can be paired; strangers may come by many names. */
  private static final int MAX_DEVICES = 256;

  private static final long NANOS_EACH = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

  private final LongSupplier nanos;
  private final Cache<DeviceId, Budget> budgets =
      Caffeine.newBuilder().maximumSize(MAX_DEVICES).build();

  RequestRates(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Takes one request of a device's budget; false when it has none left. */
  boolean admit(DeviceId device) {
    long now = nanos.getAsLong();
    return budgets.get(device, key -> new Budget(now)).take(now);
  }

  /** A second's worth at most, which comes back one by one. */
  private static final class Budget {

    private long left = PER_SECOND; // guarded by this
    private long filledNanos; // guarded by this

    Budget(long now) {
      filledNanos = now;
    }

    synchronized boolean take(long now) {
      long more = Math.max(0, (now - filledNanos) / NANOS_EACH);
      filledNanos += more * NANOS_EACH;
      left = Math.min(PER_SECOND, left + more);
      if (left == 0) {
        return false;
      }
      left--;
      return true;
    }
  }
}
