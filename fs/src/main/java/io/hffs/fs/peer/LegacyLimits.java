package io.hffs.fs.peer;

import java.time.Duration;

/**
 * How long an old node may keep us waiting.
 *
 * @param connect for TCP
 * @param head from the request to the head of the answer, name look-up and all
 * @param stall without a byte in the middle of a body
 * @param minBytes that must come in each {@code window} of a body
 */
record LegacyLimits(
    Duration connect, Duration head, Duration stall, long minBytes, Duration window) {

  /** An old node looks through its whole cache before each answer, so the head may be late. */
  static final LegacyLimits DEFAULT =
      new LegacyLimits(
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          320 << 10,
          Duration.ofSeconds(20));
}
