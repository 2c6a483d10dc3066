package io.hffs.fs.testhub.http;

import java.time.Duration;

/**
 * What the line to the server is like. The kernel of a container often cannot delay packets, so the
 * server itself waits.
 *
 * @param latency before the first byte of each answer, and once more on a new connection
 * @param connectionBytesPerSecond what one connection can carry; 0 for no limit
 * @param totalBytesPerSecond what all connections of the server carry together; 0 for no limit
 */
public record LineShape(Duration latency, long connectionBytesPerSecond, long totalBytesPerSecond) {

  public static final LineShape UNSHAPED = new LineShape(Duration.ZERO, 0, 0);

  public LineShape {
    if (latency.isNegative() || connectionBytesPerSecond < 0 || totalBytesPerSecond < 0) {
      throw new IllegalArgumentException("negative latency or rate");
    }
  }

  public LineShape withLatency(Duration value) {
    return new LineShape(value, connectionBytesPerSecond, totalBytesPerSecond);
  }

  public LineShape withConnectionRate(long bytesPerSecond) {
    return new LineShape(latency, bytesPerSecond, totalBytesPerSecond);
  }

  public LineShape withTotalRate(long bytesPerSecond) {
    return new LineShape(latency, connectionBytesPerSecond, bytesPerSecond);
  }

  boolean limitsRate() {
    return connectionBytesPerSecond > 0 || totalBytesPerSecond > 0;
  }
}
