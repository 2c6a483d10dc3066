package io.hffs.fs.transfer;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast a source is, from what it gave: bytes a second in all while it is busy, and the time to
 * the first byte. Thread-safe; never blocks.
 */
public final class SourceMeter {

  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** What came in less says more of the way to the source than of its rate. */
  private static final long LEAST_BYTES = 256 << 10;

  private static final double NEW_WEIGHT = 0.4;

  private final LongSupplier nanoClock;
  private int active;
  private long pendingBytes;
  private long receivedBytes;
  private long windowStart;
  private long windowBytes;
  private long idleSince;
  private double bytesPerSecond;
  private double latencySeconds;

  public SourceMeter(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.idleSince = nanoClock.getAsLong();
  }

  /** One request under way. Close it when it has ended, however it did. */
  public final class Transfer implements AutoCloseable {

    private final long begin;
    private long missing;
    private boolean begun;

    private Transfer(long bytes, long now) {
      this.missing = bytes;
      this.begin = now;
    }

    /** Takes note of bytes that came. */
    public void received(int bytes) {
      SourceMeter.this.received(this, bytes);
    }

    @Override
    public void close() {
      SourceMeter.this.ended(this);
    }
  }

  /** Begins to measure a request for so many bytes. */
  public synchronized Transfer begin(long bytes) {
    long now = nanoClock.getAsLong();
    if (active++ == 0) {
      windowStart = now;
      windowBytes = 0;
    }
    pendingBytes += bytes;
    return new Transfer(bytes, now);
  }

  private synchronized void received(Transfer transfer, int bytes) {
    long now = nanoClock.getAsLong();
    if (!transfer.begun) {
      transfer.begun = true;
      latencySeconds = mixed(latencySeconds, (now - transfer.begin) / 1e9);
      if (windowBytes == 0) {
        windowStart = now; // the wait for the first byte is counted apart
      }
    }
    transfer.missing -= bytes;
    pendingBytes -= bytes;
    receivedBytes += bytes;
    windowBytes += bytes;
    if (now - windowStart >= WINDOW_NANOS) {
      endWindow(now);
    }
  }

  private synchronized void ended(Transfer transfer) {
    pendingBytes -= transfer.missing;
    transfer.missing = 0;
    active--;
    long now = nanoClock.getAsLong();
    if (!transfer.begun) {
      latencySeconds = Math.max(latencySeconds, (now - transfer.begin) / 1e9); // at least
    }
    idleSince = now;
    if (active == 0 && windowBytes >= LEAST_BYTES && now > windowStart) {
      endWindow(now);
    }
  }

  private void endWindow(long now) {
    bytesPerSecond = mixed(bytesPerSecond, windowBytes * 1e9 / (now - windowStart));
    windowStart = now;
    windowBytes = 0;
  }

  private static double mixed(double before, double sample) {
    return before == 0 ? sample : before + NEW_WEIGHT * (sample - before);
  }

  /** Returns the rate of the last second or so in which it was busy; 0 while unknown. */
  public synchronized double bytesPerSecond() {
    return bytesPerSecond;
  }

  /** Returns the time from a request to its first byte; 0 while unknown. */
  public synchronized double latencySeconds() {
    return latencySeconds;
  }

  /** Returns for how long it has not been asked for anything; 0 while it is. */
  public synchronized double idleSeconds() {
    return active > 0 ? 0 : (nanoClock.getAsLong() - idleSince) / 1e9;
  }

  /** Returns how many bytes were asked for and have not come. */
  public synchronized long pendingBytes() {
    return pendingBytes;
  }

  /** Returns the number of requests under way. */
  public synchronized int active() {
    return active;
  }

  /** Returns how many bytes it gave since the start. */
  public synchronized long receivedBytes() {
    return receivedBytes;
  }
}
