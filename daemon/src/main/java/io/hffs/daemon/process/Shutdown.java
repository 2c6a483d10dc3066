package io.hffs.daemon.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a process that opened things: the last opened ends first, once, whoever asks first: a
 * signal, the local API, or the process itself. A step that fails does not keep the next from
 * running. When the steps together take longer than the limit, {@code onOverrun} is called from a
 * plain thread, which needs nothing of what may be stuck.
 */
public final class Shutdown {

  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  /** One thing to end. May throw; blocks no longer than its share of the limit. */
  @FunctionalInterface
  public interface Step {
    void run() throws Exception;
  }

  private record NamedStep(String name, Step step) {}

  private final Deque<NamedStep> steps = new ArrayDeque<>();
  private boolean collected;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Duration limit;
  private final Runnable onOverrun;

  /**
   * @param limit for all steps together
   * @param onOverrun ends the process at once, for instance by {@link Runtime#halt}
   */
  public Shutdown(Duration limit, Runnable onOverrun) {
    this.limit = limit;
    this.onOverrun = onOverrun;
  }

  /**
   * Tells how to end what was just opened. When the end has begun already, it is ended at once.
   *
   * @param name what the step does, for the log
   */
  public void onEnd(String name, Step step) {
    NamedStep named = new NamedStep(name, step);
    synchronized (steps) {
      if (!collected) {
        steps.push(named);
        return;
      }
    }
    runStep(named);
  }

  /** Ends on SIGTERM, SIGINT and SIGHUP too, from now on until {@link #run} has run. */
  public void onSignals() {
    Thread hook = new Thread(this::run, "hffs-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    onEnd("hook", () -> forget(hook));
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already; it is this hook that runs.
    }
  }

  /** Asks for the end and returns at once; the thread in {@link #awaitRequest} does the work. */
  public void request() {
    requested.countDown();
  }

  /** Blocks until somebody asks for the end; has no deadline, since a daemon runs for days. */
  public void awaitRequest() throws InterruptedException {
    requested.await();
  }

  /** Runs the steps; a second caller waits for the first, at most the limit. */
  public void run() {
    request();
    if (!begun.compareAndSet(false, true)) {
      awaitEnd();
      return;
    }
    Thread guard = new Thread(this::haltUnlessEnded, "hffs-shutdown-guard");
    guard.setDaemon(true);
    guard.start();
    for (NamedStep step : collectSteps()) {
      runStep(step);
    }
    ended.countDown();
  }

  private List<NamedStep> collectSteps() {
    synchronized (steps) {
      collected = true;
      return List.copyOf(steps);
    }
  }

  private static void runStep(NamedStep step) {
    long start = System.nanoTime();
    try {
      step.step().run();
      log.debug("{}: {} ms", step.name(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    } catch (InterruptedException e) {
      log.warn("{}: interrupted", step.name());
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.warn("{} failed; going on with the end", step.name(), e);
    }
  }

  private void awaitEnd() {
    try {
      if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("the end takes longer than {}", limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void haltUnlessEnded() {
    try {
      if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        onOverrun.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
