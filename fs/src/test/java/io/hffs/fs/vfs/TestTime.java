package io.hffs.fs.vfs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** The time of day and the time that passes, together, when a test says so. */
final class TestTime {

  private final AtomicLong nanos = new AtomicLong();

  void pass(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  long nanos() {
    return nanos.get();
  }

  Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return Instant.parse("2026-01-01T00:00:00Z").plusNanos(nanos.get());
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
