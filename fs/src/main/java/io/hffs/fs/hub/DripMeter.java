package io.hffs.fs.hub;

import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.util.concurrent.TimeUnit;

/** Notices a body that comes so slowly that it might as well not come. Not thread-safe. */
final class DripMeter {

  private final String host;
  private final long minBytesPerSecond;
  private final long windowNanos;
  private long waitedNanos;
  private long bytes;

  DripMeter(String host, HubTimeouts timeouts) {
    this.host = host;
    this.minBytesPerSecond = timeouts.dripBytesPerSecond();
    this.windowNanos = timeouts.dripWindow().toNanos();
  }

  /**
   * Notes that so many bytes came after this wait. Time between the waits does not count.
   *
   * @throws SourceException UNAVAILABLE when a whole window was too slow
   */
  void received(long count, long waitNanos) throws SourceException {
    bytes += count;
    waitedNanos += waitNanos;
    if (waitedNanos < windowNanos) {
      return;
    }
    double seconds = waitedNanos / (double) TimeUnit.SECONDS.toNanos(1);
    if (bytes < minBytesPerSecond * seconds) {
      throw new SourceException(
          Kind.UNAVAILABLE,
          host + " sends less than " + minBytesPerSecond / 1024 + " KiB/s; given up");
    }
    waitedNanos = 0;
    bytes = 0;
  }
}
