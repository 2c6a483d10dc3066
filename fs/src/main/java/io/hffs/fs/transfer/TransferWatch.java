package io.hffs.fs.transfer;

import io.hffs.fs.os.DaemonThreads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the transfers under way, on one thread: one that stalls, or is too slow for a reader
 * who waits, is ended when another source could take its range. Thread-safe.
 */
final class TransferWatch implements AutoCloseable {

  private static final long PERIOD_MILLIS = 100;
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** For bytes that somebody waits for. */
  private static final long URGENT_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  /** A reader is let wait so long for the rest of a slow transfer before it is moved. */
  private static final double PATIENCE_SECONDS = 1;

  private final Set<Watched> transfers = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanoClock;
  private final ScheduledThreadPoolExecutor thread;

  TransferWatch(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.thread = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("hffs-transfers"));
  }

  void start() {
    // Ends with the executor.
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Why a transfer was ended. */
  enum Verdict {
    STALLED,
    /** It came, but another source would have been much faster. */
    SLOW
  }

  /** One transfer. Written by its own thread, read by the one that watches. */
  final class Watched implements AutoCloseable {

    private final long begin = nanoClock.getAsLong();
    private final long bytes;
    private final long firstByteNanos;
    private final BooleanSupplier urgent;
    private final DoubleSupplier alternative;
    private volatile long lastNanos = begin;
    private volatile long received;
    private volatile @Nullable Runnable cancel;
    private volatile @Nullable Verdict verdict;

    private Watched(
        long bytes, double firstByteSeconds, BooleanSupplier urgent, DoubleSupplier alternative) {
      this.bytes = bytes;
      this.firstByteNanos = (long) (firstByteSeconds * 1e9);
      this.urgent = urgent;
      this.alternative = alternative;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void received(int count) {
      received += count;
      lastNanos = nanoClock.getAsLong();
    }

    void endedBy(Runnable end) {
      cancel = end;
    }

    /** Returns why it was ended; null when nobody ended it. */
    @Nullable Verdict verdict() {
      return verdict;
    }

    private void look(long now) {
      Runnable end = cancel;
      if (end == null || verdict != null) {
        return;
      }
      Verdict found = judge(now, urgent.getAsBoolean());
      if (found != null) {
        verdict = found;
        end.run();
      }
    }

    private @Nullable Verdict judge(long now, boolean waitedFor) {
      if (now - lastNanos > patienceNanos(waitedFor)) {
        return alternative.getAsDouble() < Double.POSITIVE_INFINITY ? Verdict.STALLED : null;
      }
      double elapsed = (now - begin) / 1e9;
      if (waitedFor && elapsed > PATIENCE_SECONDS && received > 0) {
        double left = (bytes - received) / (received / elapsed);
        boolean worthIt = left > PATIENCE_SECONDS && left > 2 * alternative.getAsDouble();
        return worthIt ? Verdict.SLOW : null;
      }
      return null;
    }

    private long patienceNanos(boolean waitedFor) {
      long usual = waitedFor ? URGENT_STALL_NANOS : STALL_NANOS;
      return received == 0 ? Math.max(usual, firstByteNanos) : usual;
    }

    @Override
    public void close() {
      transfers.remove(this);
    }
  }

  /**
   * Begins to watch.
   *
   * @param firstByteSeconds how long the first byte may take, if that is more than a stall
   * @param urgent whether somebody waits for its bytes now, or its source has failed others since:
   *     then it is taken for silent sooner
   * @param alternative in how many seconds another source could give the rest; infinite when none
   *     can. Asked only when it matters
   */
  Watched watch(
      long bytes, double firstByteSeconds, BooleanSupplier urgent, DoubleSupplier alternative) {
    Watched watched = new Watched(bytes, firstByteSeconds, urgent, alternative);
    transfers.add(watched);
    return watched;
  }

  /** Looks once; a failure of one transfer's callbacks must not keep it from the others. */
  void look() {
    long now = nanoClock.getAsLong();
    for (Watched watched : transfers) {
      watched.look(now);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
