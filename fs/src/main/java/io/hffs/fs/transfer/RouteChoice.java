package io.hffs.fs.transfer;

import java.util.List;
import java.util.function.Predicate;

/**
 * The decision which of several sources to ask for a range: the one from which it will arrive
 * first, where the LAN wins unless it is much slower. Pure.
 */
final class RouteChoice {

  private static final long MIB = 1L << 20;

  /**
   * Sources are compared by the time for so many bytes when nobody waits: then the first byte may
   * take its time. That all peers pause for seconds, as was seen of eight on one computer, is no
   * reason to fetch from the origin what they have.
   */
  private static final long READ_AHEAD_BYTES = 16 * MIB;

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
   * What is known of a peer that is not asked halves in this time, so that one that was slow once,
   * cold or busy, is tried again.
   */
  private static final double FORGET_SECONDS = 2;

  /** A peer that takes a request now may take so much longer than one that has no room. */
  private static final double ROOM_FACTOR = 2;

  private static final double ROOM_SECONDS = 0.1;

  /**
   * What a source offers.
   *
   * @param bytesPerSecond 0 when unknown
   * @param latencySeconds 0 when unknown
   * @param idleSeconds how long ago it was that it was last measured
   * @param pendingBytes asked of it already and not come
   * @param bytes how many bytes from the start of the range it can give in one request
   * @param hasRoom whether it takes another request now
   */
  record Offer(
      boolean peer,
      double bytesPerSecond,
      double latencySeconds,
      double idleSeconds,
      long pendingBytes,
      long bytes,
      boolean hasRoom) {

    /** Returns how long it would take for so many bytes to come. */
    double seconds(long wanted) {
      return firstByteSeconds() + (pendingBytes + wanted) / expectedRate();
    }

    private double expectedRate() {
      double assumed = peer ? PEER_RATE : ORIGIN_RATE;
      if (bytesPerSecond == 0) {
        return assumed;
      }
      return peer && bytesPerSecond < assumed
          ? Math.min(assumed, bytesPerSecond * hope())
          : bytesPerSecond;
    }

    private double firstByteSeconds() {
      double assumed = peer ? PEER_LATENCY : ORIGIN_LATENCY;
      if (latencySeconds == 0) {
        return assumed;
      }
      return peer && latencySeconds > assumed
          ? Math.max(assumed, latencySeconds / hope())
          : latencySeconds;
    }

    private double hope() {
      return Math.pow(2, idleSeconds / FORGET_SECONDS);
    }

    private double cost(long wanted) {
      return peer ? seconds(wanted) / PEER_PREFERENCE : seconds(wanted);
    }
  }

  private RouteChoice() {}

  /**
   * Returns the index of the best offer, the first one of equals: one without room when it is worth
   * waiting for.
   *
   * @param urgent whether somebody waits for the first bytes
   * @param now whether somebody has waited long enough: nothing is worth waiting for, if any offer
   *     has room
   */
  static int best(List<Offer> offers, boolean urgent, boolean now) {
    long wanted = offers.stream().mapToLong(Offer::bytes).min().orElseThrow();
    long compared = urgent ? Math.min(MIB, wanted) : READ_AHEAD_BYTES;
    int best = cheapest(offers, compared, offer -> true);
    if (offers.get(best).hasRoom()) {
      return best;
    }
    if (now) {
      int any = cheapest(offers, compared, Offer::hasRoom);
      return any >= 0 ? any : best;
    }
    int free = cheapest(offers, compared, offer -> offer.peer() && offer.hasRoom());
    double patience = offers.get(best).seconds(compared) * ROOM_FACTOR + ROOM_SECONDS;
    return free >= 0 && offers.get(free).seconds(compared) < patience ? free : best;
  }

  private static int cheapest(List<Offer> offers, long bytes, Predicate<Offer> condition) {
    int best = -1;
    for (int i = 0; i < offers.size(); i++) {
      if (condition.test(offers.get(i))
          && (best < 0 || offers.get(i).cost(bytes) < offers.get(best).cost(bytes))) {
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
