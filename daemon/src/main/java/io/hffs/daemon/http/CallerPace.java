package io.hffs.daemon.http;

/**
 * Decides whether one caller is too slow, by what is seen of its connection from time to time. Used
 * by one thread, but for {@link #greeted}.
 */
final class CallerPace {

  /**
   * What was seen of a connection.
   *
   * @param bytesIn received so far, those of TLS included
   * @param bytesOut sent so far
   * @param requests whose heads came so far
   * @param answers that were begun so far
   * @param stuck whether an answer waits for the caller to take what was sent
   */
  record Seen(
      long nanos, long bytesIn, long bytesOut, long requests, long answers, boolean stuck) {}

  private final Pace pace;
  private volatile long greetedNanos;
  private long answers;
  private long bytesIn;
  private boolean sends = true;
  private long sendsSinceNanos;
  private boolean stuck;
  private long stuckSinceNanos;
  private long bytesOutThen;

  CallerPace(Pace pace, long nowNanos) {
    this.pace = pace;
    this.greetedNanos = nowNanos;
    this.sendsSinceNanos = nowNanos;
  }

  /** Notes that the handshake is done: the time for the first request begins. */
  void greeted(long nowNanos) {
    greetedNanos = nowNanos;
  }

  /** Tells whether the caller is to be cut. */
  boolean isTooSlow(Seen now) {
    boolean late = now.requests() == 0 ? isOver(greetedNanos, now) : sendsTooLong(now);
    return late || takesTooLittle(now);
  }

  /** What is left of a request comes long after it began. */
  private boolean sendsTooLong(Seen now) {
    boolean more = now.bytesIn() != bytesIn;
    bytesIn = now.bytesIn();
    if (now.answers() != answers) {
      answers = now.answers(); // what came was of the request that is answered
      sends = false;
      return false;
    }
    if (more && !sends) {
      sends = true;
      sendsSinceNanos = now.nanos();
    }
    return more && isOver(sendsSinceNanos, now);
  }

  private boolean isOver(long sinceNanos, Seen now) {
    return now.nanos() - sinceNanos > pace.request().toNanos();
  }

  private boolean takesTooLittle(Seen now) {
    if (!now.stuck()) {
      stuck = false;
      return false;
    }
    boolean over = stuck && now.nanos() - stuckSinceNanos >= pace.window().toNanos();
    boolean little = over && now.bytesOut() - bytesOutThen < pace.minBytes();
    if (!stuck || over) {
      stuck = true;
      stuckSinceNanos = now.nanos();
      bytesOutThen = now.bytesOut();
    }
    return little;
  }
}
