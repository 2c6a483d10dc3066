package io.hffs.daemon.legacy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bodies on their way: so many at once and no more, and none to a caller who takes them so
 * slowly that others wait for nothing. Thread-safe.
 */
final class Uploads implements AutoCloseable {

  /**
   * What bodies may cost.
   *
   * @param slots at once
   * @param minBytes that a caller must take in each {@code window}
   */
  record Limits(int slots, long minBytes, Duration window) {

    static final Limits DEFAULT = new Limits(16, 640 << 10, Duration.ofSeconds(10));
  }

  private final Limits limits;
  private final Semaphore free;
  private final ScheduledThreadPoolExecutor watchdog;

  Uploads(Limits limits) {
    this.limits = limits;
    this.free = new Semaphore(limits.slots());
    this.watchdog =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "hffs-legacy-watchdog");
              thread.setDaemon(true);
              return thread;
            });
    watchdog.setRemoveOnCancelPolicy(true);
  }

  /**
   * Begins a body; empty when all slots are taken. It must be closed.
   *
   * @param cut ends the connection, from another thread; called when the caller is too slow
   */
  Optional<Upload> begin(Runnable cut) {
    if (!free.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Upload(cut));
    } catch (RejectedExecutionException e) {
      free.release(); // The server ends.
      return Optional.empty();
    }
  }

  /** One body on its way. */
  final class Upload implements AutoCloseable {

    private final AtomicLong sentBytes = new AtomicLong();
    private final ScheduledFuture<?> check;

    private Upload(Runnable cut) {
      long window = limits.window().toNanos();
      check =
          watchdog.scheduleAtFixedRate(
              () -> {
                if (wasTooSlow()) {
                  cut.run();
                }
              },
              window,
              window,
              TimeUnit.NANOSECONDS);
    }

    /** Tells whether the caller took too little in the window that ends now. */
    boolean wasTooSlow() {
      return sentBytes.getAndSet(0) < limits.minBytes();
    }

    /** Notes that the caller took some. */
    void sent(int bytes) {
      sentBytes.addAndGet(bytes);
    }

    @Override
    public void close() {
      check.cancel(false);
      free.release();
    }
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}
