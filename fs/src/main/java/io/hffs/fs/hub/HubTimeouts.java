package io.hffs.fs.hub;

import java.time.Duration;

/**
 * How long a Hub may keep us waiting.
 *
 * @param connect for DNS, and again for TCP with TLS
 * @param firstByte from the request sent to the head of the answer
 * @param stall without a byte in the middle of a body
 * @param dripBytesPerSecond a body slower than this over {@code dripWindow} is given up
 * @param dripWindow waiting time, not counting what the taker of the bytes needs
 */
public record HubTimeouts(
    Duration connect,
    Duration firstByte,
    Duration stall,
    long dripBytesPerSecond,
    Duration dripWindow) {

  public static final HubTimeouts ORIGIN =
      new HubTimeouts(
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          16 * 1024,
          Duration.ofSeconds(20));

  /** There is another source to turn to, so less patience. */
  public static final HubTimeouts MIRROR =
      new HubTimeouts(
          ORIGIN.connect,
          Duration.ofSeconds(5),
          ORIGIN.stall,
          ORIGIN.dripBytesPerSecond,
          ORIGIN.dripWindow);

  public HubTimeouts {
    for (Duration limit : new Duration[] {connect, firstByte, stall, dripWindow}) {
      if (limit.isZero() || limit.isNegative()) {
        throw new IllegalArgumentException("a time limit must be positive: " + limit);
      }
    }
  }
}
