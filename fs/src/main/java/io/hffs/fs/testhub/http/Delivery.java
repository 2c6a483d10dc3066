package io.hffs.fs.testhub.http;

import java.time.Duration;

/**
 * How the bytes of an answer leave.
 *
 * @param delay before the status line, besides the latency of the line
 * @param ending what happens after {@code afterBodyBytes}
 * @param afterBodyBytes body bytes that are sent before the ending; {@link #BEFORE_HEAD} when not
 *     even the status line is
 * @param bytesPerSecond limit for this body alone; 0 for none
 */
public record Delivery(Duration delay, Ending ending, long afterBodyBytes, long bytesPerSecond) {

  /** What becomes of the connection in the midst of an answer. */
  public enum Ending {
    /** All is sent. */
    WHOLE,
    /** The connection stays open and nothing more comes. */
    STALL,
    /** The connection is reset (RST). */
    RESET,
    /** The connection is closed in order (FIN), however much was announced. */
    CLOSE
  }

  public static final long BEFORE_HEAD = -1;
  public static final Delivery COMPLETE =
      new Delivery(Duration.ZERO, Ending.WHOLE, Long.MAX_VALUE, 0);

  public Delivery withEnding(Ending how, long after) {
    return new Delivery(delay, how, after, bytesPerSecond);
  }

  public Delivery withRate(long limit) {
    return new Delivery(delay, ending, afterBodyBytes, limit);
  }

  public Delivery withDelay(Duration value) {
    return new Delivery(value, ending, afterBodyBytes, bytesPerSecond);
  }

  /** Tells whether a body of this length is cut; what is shorter than the cut is sent whole. */
  boolean endsBefore(long bodyBytes) {
    return ending != Ending.WHOLE && afterBodyBytes < bodyBytes;
  }

  boolean endsBeforeHead() {
    return ending != Ending.WHOLE && afterBodyBytes == BEFORE_HEAD;
  }
}
