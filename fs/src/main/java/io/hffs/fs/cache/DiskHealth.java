package io.hffs.fs.cache;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the cache's disk takes writes. After a failure nothing is written for a while and reads
 * are passed through memory; a full, read-only or failing disk is never the reader's problem.
 * Thread-safe.
 */
final class DiskHealth {

  private static final Logger log = LoggerFactory.getLogger(DiskHealth.class);

  /** How long nothing is written after the disk refused. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final Clock clock;
  private final CacheEvents events;
  private volatile long blockedUntilMillis = Long.MIN_VALUE;
  private volatile boolean noRoom;
  private long loggedAtMillis = Long.MIN_VALUE;

  DiskHealth(Clock clock, CacheEvents events) {
    this.clock = clock;
    this.events = events;
  }

  boolean mayWrite() {
    return !noRoom && isWell();
  }

  /** Tells whether the last failure is long enough ago to try again. */
  boolean isWell() {
    return clock.millis() >= blockedUntilMillis;
  }

  /** Something was done about it: try again at once. */
  void retryNow() {
    blockedUntilMillis = Long.MIN_VALUE;
  }

  /** Says whether there is room by quota and free space; set by the evictor. */
  void setNoRoom(boolean value) {
    noRoom = value;
  }

  /** Takes note of a failure; logs one a minute. */
  void failed(String what, IOException cause) {
    events.diskFailures.increment();
    long now = clock.millis();
    blockedUntilMillis = now + RETRY_AFTER.toMillis();
    if (mayLog(now)) {
      log.warn(
          "Cache disk: {} failed ({}); serving from memory, trying again in {} s."
              + " Free some space or check the disk of the cache.",
          what,
          cause.toString(),
          RETRY_AFTER.toSeconds());
    }
  }

  private synchronized boolean mayLog(long now) {
    if (loggedAtMillis != Long.MIN_VALUE && now - loggedAtMillis < LOG_INTERVAL.toMillis()) {
      return false;
    }
    loggedAtMillis = now;
    return true;
  }
}
