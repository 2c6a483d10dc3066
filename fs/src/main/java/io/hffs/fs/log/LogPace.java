package io.hffs.fs.log;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets one line of a kind into the log in a minute and counts the others, so that a fault that a
 * thousand readers meet is told and does not bury what else there is. Thread-safe.
 *
 * <pre>{@code
 * pace.next("read EIO").ifPresent(more -> log.warn("read of {} failed{}", path, more));
 * }</pre>
 */
public final class LogPace {

  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** When a kind was told last, and how often it was kept back since. */
  private static final class Told {
    private long nanos;
    private long keptBack;
  }

  private final Map<String, Told> kinds = new HashMap<>();
  private final LongSupplier nanoTime;

  public LogPace() {
    this(System::nanoTime);
  }

  /** With a clock of the caller's, in nanoseconds. */
  public LogPace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Returns what to add to the line, often nothing, or empty when one of its kind was told less
   * than a minute ago.
   *
   * @param kind one of few: each is remembered
   */
  public synchronized Optional<String> next(String kind) {
    long now = nanoTime.getAsLong();
    Told told = kinds.get(kind);
    if (told == null) {
      told = new Told();
      kinds.put(kind, told);
    } else if (now - told.nanos < QUIET_NANOS) {
      told.keptBack++;
      return Optional.empty();
    }
    String more = told.keptBack == 0 ? "" : " (and " + told.keptBack + " more since it was told)";
    told.nanos = now;
    told.keptBack = 0;
    return Optional.of(more);
  }
}
