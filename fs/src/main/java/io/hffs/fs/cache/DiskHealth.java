package io.hffs.fs.cache;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
  private volatile @Nullable Failure last;
  private long loggedAtMillis = Long.MIN_VALUE;

  /**
   * What the disk refused.
   *
   * @param since when it first did so, of failures that go on
   */
  private record Failure(Instant since, String what, String why) {}

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

  /** Says why nothing is written now, and since when; empty while the disk is well. */
  Optional<String> problem() {
    Failure failure = last;
    if (failure == null || isWell()) {
      return Optional.empty();
    }
    return Optional.of(
        "The disk of the cache fails since "
            + failure.since().truncatedTo(ChronoUnit.SECONDS)
            + ": "
            + failure.what()
            + " ("
            + failure.why()
            + "). What is read is not kept; it is tried again every "
            + RETRY_AFTER.toSeconds()
            + " s. Free some space or check the disk.");
  }

  /** Takes note of a failure; logs one a minute. */
  void failed(String what, IOException cause) {
    events.diskFailures.increment();
    long now = clock.millis();
    note(what, cause);
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

  /** One failure goes on with the next when that comes within another pause. */
  private synchronized void note(String what, IOException cause) {
    Instant now = clock.instant();
    Failure before = last;
    long end = blockedUntilMillis + RETRY_AFTER.toMillis();
    Instant since = before != null && now.toEpochMilli() < end ? before.since() : now;
    last = new Failure(since, what, cause.toString());
  }

  private synchronized boolean mayLog(long now) {
    if (loggedAtMillis != Long.MIN_VALUE && now - loggedAtMillis < LOG_INTERVAL.toMillis()) {
      return false;
    }
    loggedAtMillis = now;
    return true;
  }
}
