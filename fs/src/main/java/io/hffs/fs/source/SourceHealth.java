package io.hffs.fs.source;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether a source is worth asking. One that failed, or asked for a pause, is left alone for a
 * while, and who wants it then is told so at once instead of waiting for it to fail again; after
 * that, one caller tries it while the others are still turned away.
 *
 * <p>Thread-safe; never blocks. Failures of calls that began before the suspension do not prolong
 * it: sixteen ranges that break at once are one failure.
 */
public final class SourceHealth {

  /** One broken connection is nothing; the suspension doubles with each failure in a row. */
  static final Duration FIRST_SUSPENSION = Duration.ofMillis(250);

  /** How long a user waits at most, who has the network back, until hffs notices. */
  static final Duration MAX_SUSPENSION = Duration.ofSeconds(10);

  /** Told in a long outage to who would come back: longer than anybody waits. */
  static final Duration NOT_SOON = Duration.ofMinutes(1);

  /**
   * While an outage is younger than this it is worth waiting for its end; see {@link #acquire}.
   * Shorter than a read may take, because the kernel reads a page again, alone, whose read-ahead
   * failed: the second read must not wait as long as the first.
   */
  static final Duration BLIP = Duration.ofSeconds(20);

  /** As long as another source is not asked instead for what nobody waits for. */
  private static final Duration SOON = Duration.ofSeconds(5);

  /** What a source gets after it asked for a pause without saying how long. */
  private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(5);

  /** No source pauses for longer; a clock that was set back could make it look so. */
  private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

  /** What callers can expect. */
  public enum State {
    AVAILABLE,
    /** It failed, and is asked again when the suspension is over. */
    SUSPENDED,
    /** The suspension or pause is over and one caller is finding out. */
    PROBING,
    /** It asked to be left alone. */
    PAUSED
  }

  /**
   * The state at one moment.
   *
   * @param since when this state began; for SUSPENDED and PROBING when it first failed, or asked
   *     for the pause that is over
   * @param until when it ends by itself; null for AVAILABLE and PROBING
   * @param reason in words, what the source failed with; null for AVAILABLE
   */
  public record Status(
      State state, Instant since, @Nullable Instant until, @Nullable String reason) {}

  private final String name;
  private final InstantSource clock;
  private final OutageLog outages;
  private State state = State.AVAILABLE;
  private Instant since;
  private @Nullable Instant until;
  private @Nullable String reason;
  private int failures;
  private Instant firstFailure = Instant.MIN;
  private boolean wasPaused; // what is to be found out is whether the pause was long enough
  private long generation;

  public SourceHealth(String name, InstantSource clock) {
    this.name = name;
    this.clock = clock;
    this.outages = new OutageLog(name, clock);
    this.since = clock.instant();
  }

  /** Leave to ask once. Must be closed; what happened is told before. */
  public final class Permit implements AutoCloseable {

    private final long issuedIn;
    private final boolean isProbe;

    private Permit(long issuedIn, boolean isProbe) {
      this.issuedIn = issuedIn;
      this.isProbe = isProbe;
    }

    /** The source gave an answer, also one that says "no such thing", or its first bytes. */
    public void succeeded() {
      answered();
    }

    /** The source failed; the kind decides what follows. */
    public void failed(SourceException failure) {
      SourceHealth.this.failed(failure, issuedIn);
      if (failure.isTransient()) {
        outages.failed(status()); // after the lock: it writes to the disk
      } else {
        outages.answered();
      }
    }

    /** Gives the turn to another caller if this one learned nothing about the source. */
    @Override
    public void close() {
      if (isProbe) {
        SourceHealth.this.probeEnded(issuedIn);
      }
    }
  }

  /**
   * It was heard of, in whatever way: who was turned away may ask again at once, but for a pause
   * that it asked for.
   */
  public void answered() {
    succeeded();
    outages.answered();
  }

  /**
   * Lets a caller ask.
   *
   * @throws SourceException UNAVAILABLE or THROTTLED, at once, while the source is to be left
   *     alone. It says to come back when the suspension ends only if the outage is young, else much
   *     later: who waits for bytes rides out a short one, and is not kept waiting in a long one
   */
  public synchronized Permit acquire() throws SourceException {
    Instant now = clock.instant();
    switch (state) {
      case AVAILABLE -> {
        return new Permit(generation, false);
      }
      case PAUSED -> {
        if (!isOver(now)) {
          throw SourceException.throttled(
              name + " asked to be left alone: " + reason, Duration.between(now, until));
        }
        return probe();
      }
      case SUSPENDED -> {
        if (!isOver(now)) {
          throw resting(now, Duration.between(now, until));
        }
        return probe();
      }
      case PROBING -> throw resting(now, FIRST_SUSPENSION);
    }
    throw new AssertionError(state);
  }

  private Permit probe() {
    enter(State.PROBING, null, reason);
    return new Permit(generation, true);
  }

  private SourceException resting(Instant now, Duration left) {
    if (wasPaused) {
      return SourceException.throttled(name + " is asked whether it is back: " + reason, left);
    }
    String message = name + " failed and is tried again soon: " + reason;
    return now.isBefore(firstFailure.plus(BLIP))
        ? SourceException.resting(message, left)
        : SourceException.resting(message, NOT_SOON);
  }

  private boolean isOver(Instant now) {
    return until == null
        || !now.isBefore(until)
        || Duration.between(now, until).compareTo(MAX_PAUSE) > 0;
  }

  private void enter(State next, @Nullable Instant end, @Nullable String why) {
    boolean afterPause = next == State.PROBING && wasPaused; // and since that began
    if (next == State.SUSPENDED || (next == State.PROBING && !afterPause)) {
      since = firstFailure;
    } else if (state != next && !afterPause) {
      since = clock.instant();
    }
    state = next;
    until = end;
    reason = why;
  }

  private synchronized void succeeded() {
    failures = 0;
    if (state == State.SUSPENDED || state == State.PROBING) {
      generation++;
      wasPaused = false;
      enter(State.AVAILABLE, null, null);
    }
  }

  private synchronized void failed(SourceException failure, long issuedIn) {
    switch (failure.kind()) {
      case UNAVAILABLE -> suspend(1, failure, issuedIn);
      case CORRUPT -> suspend(2, failure, issuedIn);
      case THROTTLED -> pause(failure);
      // It answered; that the answer is a refusal says nothing against it.
      case REPO_NOT_FOUND, REVISION_NOT_FOUND, ENTRY_NOT_FOUND, DENIED, CHANGED -> succeeded();
    }
  }

  private void suspend(int weight, SourceException failure, long issuedIn) {
    if (issuedIn != generation) {
      return;
    }
    generation++;
    wasPaused = false;
    if (failures == 0) {
      firstFailure = clock.instant();
    }
    failures = Math.min(failures + weight, 16);
    Duration length = FIRST_SUSPENSION.multipliedBy(1L << (failures - 1));
    Duration capped = length.compareTo(MAX_SUSPENSION) > 0 ? MAX_SUSPENSION : length;
    enter(State.SUSPENDED, clock.instant().plus(capped), failure.getMessage());
  }

  private void pause(SourceException failure) {
    Duration asked = failure.retryAfter().orElse(DEFAULT_PAUSE);
    Duration capped = asked.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : asked;
    Instant end = clock.instant().plus(capped);
    if (state != State.PAUSED || until == null || end.isAfter(until)) {
      generation++;
      wasPaused = true;
      enter(State.PAUSED, end, failure.getMessage());
    }
  }

  private synchronized void probeEnded(long issuedIn) {
    if (state == State.PROBING && issuedIn == generation) {
      enter(State.SUSPENDED, clock.instant(), reason);
    }
  }

  /** Tells whether {@link #acquire} would let a caller ask now. */
  public synchronized boolean isAvailable() {
    return switch (state) {
      case AVAILABLE -> true;
      case SUSPENDED, PAUSED -> isOver(clock.instant());
      case PROBING -> false;
    };
  }

  /** Tells whether it did not fail lately. */
  public synchronized boolean isSound() {
    return state == State.AVAILABLE || (state == State.PAUSED && isOver(clock.instant()));
  }

  /** Tells whether it failed so lately, or asked for so short a pause, that it is worth waiting. */
  public synchronized boolean isBackSoon() {
    Instant now = clock.instant();
    return switch (state) {
      case AVAILABLE -> true;
      case PAUSED -> until != null && until.isBefore(now.plus(SOON));
      case SUSPENDED, PROBING -> wasPaused || now.isBefore(firstFailure.plus(SOON));
    };
  }

  public synchronized Status status() {
    return new Status(state, since, until, reason);
  }

  /** Returns how many lines told the log of an outage. */
  long told() {
    return outages.told();
  }

  @Override
  public String toString() {
    return name + " " + status();
  }
}
