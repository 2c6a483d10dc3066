package io.hffs.fs.transfer;

import java.util.List;

/**
 * The decision which of several sources to ask for a range: the one from which it will arrive
 * first, where the LAN wins unless it is much slower. Pure.
 */
final class RouteChoice {

  private static final long MIB = 1L << 20;

  /** What is thought of a source that was not measured yet: good enough to be tried. */
  private static final double PEER_RATE = 100e6;

  private static final double PEER_LATENCY = 0.002;
  private static final double ORIGIN_RATE = 10e6;
  private static final double ORIGIN_LATENCY = 0.2;

  /**
   * A peer costs nobody's line to the outside, so it may take so much longer; with less, machines
   * that are busy with each other's work fetch from the origin what all of them have.
   */
  private static final double PEER_PREFERENCE = 4;

  /** A slice of a range takes about this long; then it is decided anew. */
  private static final double SLICE_SECONDS = 0.5;

  /**
   * What a source offers.
   *
   * @param bytesPerSecond 0 when unknown
   * @param latencySeconds 0 when unknown
   * @param pendingBytes asked of it already and not come
   * @param bytes how many bytes from the start of the range it can give in one request
   * @param hasRoom whether it takes another request now
   */
  record Offer(
      boolean peer,
      double bytesPerSecond,
      double latencySeconds,
      long pendingBytes,
      long bytes,
      boolean hasRoom) {

    /** Returns how long it would take for so many bytes to come. */
    double seconds(long wanted) {
      double rate = bytesPerSecond > 0 ? bytesPerSecond : peer ? PEER_RATE : ORIGIN_RATE;
      double first = latencySeconds > 0 ? latencySeconds : peer ? PEER_LATENCY : ORIGIN_LATENCY;
      return first + (pendingBytes + wanted) / rate;
    }

    private double cost(long wanted) {
      return peer ? seconds(wanted) / PEER_PREFERENCE : seconds(wanted);
    }
  }

  private RouteChoice() {}

  /** Returns the index of the best offer; the first one of equals. */
  static int best(List<Offer> offers) {
    long wanted = offers.stream().mapToLong(Offer::bytes).min().orElseThrow();
    long compared = Math.min(MIB, wanted);
    int best = 0;
    for (int i = 1; i < offers.size(); i++) {
      if (offers.get(i).cost(compared) < offers.get(best).cost(compared)) {
        best = i;
      }
    }
    return best;
  }

  /** Returns how much to ask for at once: all, unless another source could take a share. */
  static long slice(Offer chosen, boolean alone) {
    if (alone || chosen.bytesPerSecond() == 0) {
      return chosen.bytes();
    }
    long worthwhile = (long) (chosen.bytesPerSecond() * SLICE_SECONDS) / MIB * MIB;
    return Math.min(chosen.bytes(), Math.max(MIB, worthwhile));
  }
}
