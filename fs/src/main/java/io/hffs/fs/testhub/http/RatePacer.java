package io.hffs.fs.testhub.http;

import java.util.concurrent.TimeUnit;

/**
 * Lets bytes through at a rate. After idling, at most 20 ms worth of them go at once. Thread-safe;
 * the lock is not held while waiting.
 */
final class RatePacer {

  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private long nextFreeNanos = System.nanoTime();

  /** Waits until {@code bytes} may pass at this rate; does not wait at rate 0. */
  void pass(long bytes, long bytesPerSecond) throws InterruptedException {
    if (bytesPerSecond == 0) {
      return;
    }
    long wait = reserve((long) (bytes * 1e9 / bytesPerSecond));
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }

  /** Returns how long to wait before bytes that occupy the line for this long have passed. */
  private synchronized long reserve(long durationNanos) {
    long now = System.nanoTime();
    nextFreeNanos = Math.max(nextFreeNanos, now - BURST_NANOS) + durationNanos;
    return nextFreeNanos - now;
  }
}
