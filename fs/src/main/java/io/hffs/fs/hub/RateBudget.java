package io.hffs.fs.hub;

import io.hffs.fs.source.SourceException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The requests that one Hub still grants us, shared by all threads: when it says that they are used
 * up, nobody asks until the window ends. After a refusal one request finds out whether that is so,
 * and the others wait for what becomes of it.
 *
 * <p>Thread-safe; blocks for {@link #PATIENCE} at most.
 */
final class RateBudget {

  /** The kinds of request that the Hub counts apart. */
  enum Bucket {
    API("api"),
    RESOLVERS("resolvers");

    private final String word;

    Bucket(String word) {
      this.word = word;
    }
  }

  /** A shorter pause is waited out; for a longer one the caller should know. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** A window is five minutes; whatever asks for more is taken for this. */
  private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

  /** Hubs tell whole seconds: 0 is a window that has not quite ended. */
  private static final Duration MIN_PAUSE = Duration.ofSeconds(1);

  private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(5);

  /** Between two looks at what became of the one that asks. */
  private static final Duration STEP = Duration.ofMillis(100);

  private final String name;
  private final InstantSource clock;
  private final Pause pause;
  private final Map<Bucket, Instant> pausedUntil = new EnumMap<>(Bucket.class);
  private final Set<Bucket> doubtful = EnumSet.noneOf(Bucket.class); // refused and not yet granted
  private final Set<Bucket> beingTried = EnumSet.noneOf(Bucket.class);

  RateBudget(String name, InstantSource clock, Pause pause) {
    this.name = name;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Lets a request pass, possibly after a short wait. It must be followed by {@link #granted},
   * {@link #refused} or {@link #unanswered}.
   *
   * @throws SourceException THROTTLED while the Hub wants to be left alone
   */
  void admit(Bucket bucket) throws SourceException, InterruptedException {
    Duration waited = Duration.ZERO;
    while (!takesTurn(bucket)) {
      Duration left = left(bucket);
      Duration next = left.isZero() ? STEP : left;
      waited = waited.plus(next);
      if (waited.compareTo(PATIENCE) > 0) {
        throw throttled(left.isZero() ? MIN_PAUSE : left);
      }
      pause.await(next);
    }
  }

  private synchronized boolean takesTurn(Bucket bucket) {
    return left(bucket).isZero() && (!doubtful.contains(bucket) || beingTried.add(bucket));
  }

  /** A request was let in and answered, with whatever else. */
  synchronized void granted(Bucket bucket) {
    doubtful.remove(bucket);
    beingTried.remove(bucket);
  }

  /** A request was let in and got no answer: another may find out. */
  synchronized void unanswered(Bucket bucket) {
    beingTried.remove(bucket);
  }

  /** Notes what an answer says about the budget. */
  void note(Bucket asked, Optional<String> rateLimit) {
    Optional<RateLimit> limit = rateLimit.flatMap(RateLimit::parse);
    if (limit.isEmpty()) {
      return;
    }
    Bucket bucket = named(limit.get().bucket()).orElse(asked);
    if (limit.get().remaining() == 0) {
      pauseFor(bucket, limit.get().untilReset());
    }
  }

  /** Takes note of a 429 (or a 503 that names a time), and returns what to throw. */
  SourceException refused(Bucket asked, Optional<String> retryAfter, Optional<String> rateLimit) {
    Optional<RateLimit> limit = rateLimit.flatMap(RateLimit::parse);
    Duration wait =
        limit
            .filter(l -> l.remaining() == 0)
            .map(RateLimit::untilReset)
            .or(() -> retryAfter.flatMap(RateLimit::parseRetryAfter))
            .orElse(DEFAULT_PAUSE);
    Bucket bucket = limit.flatMap(l -> named(l.bucket())).orElse(asked);
    pauseFor(bucket, wait);
    doubt(asked, bucket);
    return throttled(left(bucket));
  }

  private synchronized void doubt(Bucket asked, Bucket refused) {
    beingTried.remove(asked);
    doubtful.add(refused);
  }

  private synchronized void pauseFor(Bucket bucket, Duration wait) {
    Duration atLeast = wait.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : wait;
    Duration capped = atLeast.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : atLeast;
    Instant until = clock.instant().plus(capped);
    pausedUntil.merge(bucket, until, (a, b) -> a.isAfter(b) ? a : b);
  }

  private synchronized Duration left(Bucket bucket) {
    Instant until = pausedUntil.get(bucket);
    if (until == null) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(clock.instant(), until);
    // More than ever was asked for means that the clock was set back.
    boolean over = left.isNegative() || left.isZero() || left.compareTo(MAX_PAUSE) > 0;
    if (over) {
      pausedUntil.remove(bucket);
      return Duration.ZERO;
    }
    return left;
  }

  private SourceException throttled(Duration left) {
    return SourceException.throttled(
        name
            + " limits the number of requests; it answers again in "
            + Math.max(1, left.toSeconds())
            + " s (a token raises the limit: hffs auth login)",
        left);
  }

  private static Optional<Bucket> named(String word) {
    for (Bucket bucket : Bucket.values()) {
      if (bucket.word.equals(word)) {
        return Optional.of(bucket);
      }
    }
    return Optional.empty();
  }
}
