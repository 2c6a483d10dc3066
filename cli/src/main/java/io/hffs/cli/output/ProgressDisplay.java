package io.hffs.cli.output;

import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Shows progress on standard error: a line that is redrawn at a terminal, else a new line at each
 * tenth of the way and at least every half minute. Closed before anything else is printed.
 */
public final class ProgressDisplay implements ProgressSink, AutoCloseable {

  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration REPEAT = Duration.ofSeconds(30);
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Terminal terminal;
  private final LongSupplier nanoClock;
  private final RateMeter rate = new RateMeter();
  private long lastNanos = Long.MIN_VALUE;
  private long lastTenth = -1;

  public ProgressDisplay(Terminal terminal, LongSupplier nanoClock) {
    this.terminal = terminal;
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized boolean report(Progress progress) {
    long now = nanoClock.getAsLong();
    rate.add(now, progress.movedBytes());
    if (terminal.showsProgress()) {
      redraw(progress, now);
    } else {
      sayTenths(progress, now);
    }
    return true;
  }

  private void redraw(Progress progress, long now) {
    if (isDue(now, REDRAW)) {
      lastNanos = now;
      terminal.err().print(CLEAR_LINE + ProgressLine.render(progress, rate, terminal.columns()));
      terminal.err().flush();
    }
  }

  private void sayTenths(Progress progress, long now) {
    long whole = progress.totalBytes();
    long tenth = whole == 0 ? 10 : (long) (10.0 * progress.doneBytes() / whole);
    if (tenth != lastTenth || isDue(now, REPEAT)) {
      lastTenth = tenth;
      lastNanos = now;
      terminal.say(
          Sizes.percent(progress.doneBytes(), whole)
              + " "
              + ProgressLine.amounts(progress, rate)
              + "  "
              + progress.doneFiles()
              + " of "
              + progress.totalFiles()
              + " files");
    }
  }

  private boolean isDue(long now, Duration interval) {
    return lastNanos == Long.MIN_VALUE || now - lastNanos >= interval.toNanos();
  }

  /** Takes the redrawn line away. */
  @Override
  public synchronized void close() {
    if (terminal.showsProgress() && lastNanos != Long.MIN_VALUE) {
      terminal.err().print(CLEAR_LINE);
      terminal.err().flush();
    }
  }
}
