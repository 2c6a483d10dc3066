package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of a blob that somebody is fetching: whole chunks, in order, each byte once. The claimer
 * reports how far it came, and must end with {@link #finish} or {@link #fail}.
 *
 * <p>Thread-safe. {@code waiters} is guarded by the tracker's lock.
 */
final class Gap {

  private final PresenceTracker tracker;
  private final ByteRange range;
  private final Map<Integer, byte[]> inMemory = new ConcurrentHashMap<>();
  final List<GapWaiter> waiters = new ArrayList<>();
  private volatile long highWater;
  private volatile FetchPriority priority;

  /** Since when it is critical, or when the last of it came since. */
  private volatile long waitedSinceNanos = System.nanoTime();

  private volatile @Nullable IOException failure;

  Gap(PresenceTracker tracker, ByteRange range, FetchPriority priority) {
    this.tracker = tracker;
    this.range = range;
    this.priority = priority;
    this.highWater = range.start();
  }

  ByteRange range() {
    return range;
  }

  /** Returns the offset up to which the bytes can be read. */
  long highWater() {
    return highWater;
  }

  /** Tells whether some of its bytes can be read. */
  boolean hasBegun() {
    return highWater > range.start();
  }

  FetchPriority priority() {
    return priority;
  }

  /** Returns how long a reader has waited without getting any of it; zero when nobody waits. */
  Duration waited() {
    return priority == FetchPriority.CRITICAL
        ? Duration.ofNanos(System.nanoTime() - waitedSinceNanos)
        : Duration.ZERO;
  }

  /** Makes it at least this urgent. */
  synchronized void raiseTo(FetchPriority wanted) {
    if (wanted.isMoreUrgentThan(priority)) {
      waitedSinceNanos = System.nanoTime();
      priority = wanted;
    }
  }

  /** Says that the bytes before {@code offset} can be read, and wakes those who wait for them. */
  void progress(long offset) {
    tracker.progress(this, offset);
  }

  /** Says that a chunk is in the file; from now on it is present. */
  void present(int chunk) {
    tracker.present(this, chunk);
  }

  /** Keeps a chunk that could not be written, for the readers that wait for this gap. */
  void keepInMemory(int chunk, byte[] bytes) {
    inMemory.put(chunk, bytes);
  }

  /** Returns a chunk that is only in memory, null when it is in the file or not yet there. */
  byte @Nullable [] fromMemory(int chunk) {
    return inMemory.get(chunk);
  }

  /** Ends the gap: what was not made present is absent again. */
  void finish() {
    tracker.end(this, null);
  }

  /** As {@link #finish}; those who still wait get {@code reason}. */
  void fail(IOException reason) {
    failure = reason;
    tracker.end(this, reason);
  }

  /** Returns why it ended early, for those who come after the end. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Moves the mark; only by the tracker, under its lock. */
  void advance(long offset) {
    highWater = Math.max(highWater, offset);
    waitedSinceNanos = System.nanoTime();
  }

  @Override
  public String toString() {
    return "gap " + range + " at " + highWater + " " + priority;
  }
}
