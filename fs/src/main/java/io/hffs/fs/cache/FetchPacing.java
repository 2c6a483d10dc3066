package io.hffs.fs.cache;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Finds out, by trying, how many parts to fetch side by side and how large they should be: one more
 * connection is worth it only as long as more bytes come in all. Thread-safe; never blocks.
 */
final class FetchPacing {

  static final int FIRST_PARALLEL = 8;

  /** The most that one request asks for. */
  static final long MAX_PART_BYTES = 8L << 20;

  private static final long INTERVAL_NANOS = Duration.ofMillis(250).toNanos();
  private static final long HOLD_NANOS = Duration.ofSeconds(2).toNanos();

  /** After such a pause what was found out may no longer hold. */
  private static final long FORGET_NANOS = Duration.ofSeconds(30).toNanos();

  private static final double WORTH_IT = 1.05;

  /** A part takes about this long on its connection: soon done, yet seldom waiting for a reply. */
  private static final double PART_SECONDS = 0.5;

  private static final double NEW_WEIGHT = 0.25;

  private final int maxParallel;
  private final LongSupplier nanoClock;
  private final LongAdder received = new LongAdder();
  private int parallel = FIRST_PARALLEL;
  private int parallelBefore; // 0 while nothing is being tried
  private double rateBefore;
  private long intervalStart;
  private long receivedBefore;
  private long decidedAt;
  private boolean limited;
  private boolean idle;
  private double connectionRate; // bytes a second, 0 while unknown

  FetchPacing(int maxParallel, LongSupplier nanoClock) {
    this.maxParallel = maxParallel;
    this.nanoClock = nanoClock;
    this.parallel = Math.min(FIRST_PARALLEL, maxParallel);
    this.intervalStart = nanoClock.getAsLong();
    this.decidedAt = intervalStart - HOLD_NANOS;
  }

  /** Returns how many parts that no reader waits for may be fetched at the very most. */
  int maxParallel() {
    return maxParallel;
  }

  /** Counts bytes as they come. */
  void received(int bytes) {
    received.add(bytes);
  }

  /** Takes note of how fast one connection was, from the request to the last byte. */
  synchronized void partDone(long bytes, long nanos) {
    if (bytes < ChunkGrid.CHUNK_BYTES || nanos <= 0) {
      return; // mostly the wait for the first byte
    }
    double rate = bytes * 1e9 / nanos;
    connectionRate =
        connectionRate == 0 ? rate : connectionRate + NEW_WEIGHT * (rate - connectionRate);
  }

  /** Says that there was more to fetch than {@link #parallel} lets through. */
  synchronized void noteLimited() {
    limited = true;
  }

  /** Says that fewer parts were wanted than {@link #parallel} lets through. */
  synchronized void noteIdle() {
    idle = true;
  }

  /** Returns how many full parts that no reader waits for may be fetched at this moment. */
  synchronized int parallel() {
    long now = nanoClock.getAsLong();
    long elapsed = now - intervalStart;
    if (elapsed >= INTERVAL_NANOS) {
      long total = received.sum();
      double rate = (double) (total - receivedBefore) / elapsed;
      if (elapsed >= FORGET_NANOS) {
        parallel = Math.min(FIRST_PARALLEL, maxParallel);
        connectionRate = 0;
      }
      if (elapsed >= 4 * INTERVAL_NANOS) {
        parallelBefore = 0;
      } else if (limited && !idle) { // else nothing is to be learned: less was wanted
        decide(rate, now);
      }
      limited = false;
      idle = false;
      intervalStart = now;
      receivedBefore = total;
    }
    return parallel;
  }

  private void decide(double rate, long now) {
    boolean trying = parallelBefore > 0;
    if (trying && rate < WORTH_IT * rateBefore) {
      parallel = parallelBefore;
      parallelBefore = 0;
      decidedAt = now;
    } else if (trying || now - decidedAt >= HOLD_NANOS) {
      parallelBefore = parallel;
      rateBefore = rate;
      parallel = Math.min(maxParallel, parallel + Math.max(2, parallel / 4));
    }
  }

  /**
   * Returns how large the parts of a range should be, in whole chunks: small enough that all
   * connections have a share in it, large enough that each is busy for a while.
   */
  synchronized long partBytes(long rangeBytes) {
    long worthwhile = connectionRate == 0 ? MAX_PART_BYTES : (long) (connectionRate * PART_SECONDS);
    long share = rangeBytes / parallel;
    long bytes = Math.min(MAX_PART_BYTES, Math.min(worthwhile, share));
    return Math.max(1, bytes / ChunkGrid.CHUNK_BYTES) * ChunkGrid.CHUNK_BYTES;
  }
}
