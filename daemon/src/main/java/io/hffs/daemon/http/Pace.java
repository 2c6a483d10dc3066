package io.hffs.daemon.http;

import java.time.Duration;

/**
 * How fast callers of a port have to be. An idle time-out alone does not see who sends or takes a
 * byte now and then.
 *
 * @param request in which the handshake of TLS must be done, and after it a request be here, its
 *     body included
 * @param minBytes of an answer that a caller who lets us wait must take in each {@code window}; 0
 *     to wait for as long as it likes
 */
public record Pace(Duration request, long minBytes, Duration window) {

  private static final Duration REQUEST = Duration.ofSeconds(5);
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** For callers of this machine, which may be stopped by their user and go on. */
  public static final Pace LOCAL = new Pace(REQUEST, 0, WINDOW);

  /** For callers from elsewhere: at least 64 KiB/s. */
  public static final Pace REMOTE = new Pace(REQUEST, 640 << 10, WINDOW);
}
