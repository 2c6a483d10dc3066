package io.hffs.fs.cache;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The threads that fetch, {@code hffs-fetch-1} and on, and the parts that wait for them: the most
 * urgent first, of equals the oldest. How many of those that no reader waits for run side by side
 * is up to {@link FetchPacing}; some threads are always kept free for critical ones. When a silent
 * source holds threads, critical parts get others in their place, so that who reads something else
 * is served.
 *
 * <p>Thread-safe; one lock, not held while fetching. Threads are never interrupted, since that
 * would close the file they write to; on close each ends after its part.
 */
final class FetchPool implements AutoCloseable {

  /**
   * What a part takes of the line, in eighths of a full one: a small file is mostly waiting, and
   * many of them side by side cost nobody anything.
   */
  private static final int FULL_WEIGHT = 8;

  private static final long FULL_BYTES = ChunkGrid.CHUNK_BYTES;

  /** With the ones in place of those that are held. */
  private static final int MAX_THREADS = 256;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition hurried = lock.newCondition(); // a critical part and nobody idle
  private final FetchQueues queues = new FetchQueues();
  private final List<Thread> threads = new ArrayList<>();
  private final FetchesAtWork atWork = new FetchesAtWork();
  private final FetchPacing pacing;
  private int started;
  private int idle;

  /** The idle thread that waits for what is due next; the others wait until they are called. */
  private @Nullable Thread watcher;

  private int spares;
  private int uncritical;
  private int uncriticalWeight;
  private volatile boolean closed;

  FetchPool(int size, FetchPacing pacing) {
    this.pacing = pacing;
    for (int i = 0; i < size; i++) {
      add("hffs-fetch-" + ++started, this::work);
    }
    add("hffs-fetch-relief", this::relieve);
  }

  private Thread add(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  void start() {
    List.copyOf(threads).forEach(Thread::start);
  }

  boolean isClosed() {
    return closed;
  }

  /** Queues a part by the priority of its gap; when the pool is closed it fails at once. */
  void submit(PartFetch part) {
    if (!enqueue(part)) {
      part.cancel(closedException());
    }
  }

  /** Queues a part again after a while. */
  void submitLater(PartFetch part, Duration delay) {
    lock.lock();
    try {
      if (!closed) {
        queues.addLater(part, System.nanoTime() + delay.toNanos());
        if (queues.isNextDue(part)) {
          watcher = null;
          changed.signal();
        }
        if (idle == 0) {
          hurried.signal();
        }
        return;
      }
    } finally {
      lock.unlock();
    }
    part.cancel(closedException());
  }

  /** Moves a queued part to where the priority of its gap now says. */
  void promote(Gap gap) {
    lock.lock();
    try {
      PartFetch part = queues.removeOutranked(gap);
      if (part != null) {
        put(part);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a part back that has not begun; null when there is none of this gap. */
  @Nullable PartFetch withdraw(Gap gap) {
    lock.lock();
    try {
      return queues.remove(gap);
    } finally {
      lock.unlock();
    }
  }

  /** Takes back the parts that match and have not begun or wait for their next attempt. */
  List<PartFetch> withdrawAll(Predicate<PartFetch> which) {
    lock.lock();
    try {
      return queues.removeAll(which);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the threads; waits for those at work, at most {@code patience} in all. */
  void close(Duration patience) {
    List<Thread> ending;
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      hurried.signalAll();
      ending = List.copyOf(threads);
    } finally {
      lock.unlock();
    }
    withdrawAll(part -> true).forEach(part -> part.cancel(closedException()));
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread thread : ending) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }

  static IOException closedException() {
    return new IOException("the cache is closed");
  }

  private boolean enqueue(PartFetch part) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      put(part);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void put(PartFetch part) {
    queues.add(part);
    changed.signal();
    if (part.gap().priority() == FetchPriority.CRITICAL && idle == 0) {
      hurried.signal();
    }
  }

  private void work() {
    for (PartFetch part = take(); part != null; part = take()) {
      run(part);
    }
  }

  private void run(PartFetch part) {
    int weight = part.uncriticalWeight();
    try {
      part.run();
    } finally {
      done(weight);
    }
  }

  /** Starts a thread for critical parts for each one that is held by a silent source. */
  private void relieve() {
    lock.lock();
    try {
      while (!closed) {
        if (idle == 0) {
          queues.addDue(System.nanoTime());
        }
        boolean starving = idle == 0 && hasCritical();
        if (starving && isSpareDue()) {
          spares++;
          add("hffs-fetch-" + ++started, this::workInPlaceOfOthers).start();
        } else {
          hurried.awaitNanos(calmNanos(starving));
        }
      }
    } catch (InterruptedException e) {
      // Nobody but the end of the process has a reason to.
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Returns how long the relief has nothing to look after, unless it is called. */
  private long calmNanos(boolean starving) {
    if (starving) {
      return LOOK_NANOS;
    }
    return idle == 0 ? queues.idleNanos(System.nanoTime()) : FetchQueues.LONG_NANOS;
  }

  private boolean hasCritical() {
    return queues.first(FetchPriority.CRITICAL) != null;
  }

  private boolean isSpareDue() {
    return spares < atWork.standingStill(System.nanoTime()) && threads.size() < MAX_THREADS;
  }

  private void workInPlaceOfOthers() {
    for (PartFetch part = takeCritical(); part != null; part = takeCritical()) {
      run(part);
    }
  }

  /** Returns the next critical part; null, and the thread is to end, when there is none. */
  private @Nullable PartFetch takeCritical() {
    lock.lock();
    try {
      boolean needed =
          !closed && hasCritical() && spares <= atWork.standingStill(System.nanoTime());
      PartFetch part = needed ? poll() : null;
      if (part == null) {
        spares--;
        threads.remove(Thread.currentThread());
      }
      return part;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next part; null when the pool is closed. */
  private @Nullable PartFetch take() {
    lock.lock();
    try {
      while (!closed) {
        queues.addDue(System.nanoTime());
        PartFetch part = poll();
        if (part != null) {
          handOver();
          return part;
        }
        boolean watches = watcher == null;
        if (watches) {
          watcher = Thread.currentThread();
        }
        idle++;
        try {
          changed.awaitNanos(
              watches ? queues.idleNanos(System.nanoTime()) : FetchQueues.LONG_NANOS);
        } finally {
          idle--;
          if (watcher == Thread.currentThread()) {
            watcher = null;
          }
        }
      }
      return null;
    } catch (InterruptedException e) {
      // Nobody but the end of the process has a reason to.
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Sees to it that somebody looks after what is left when this thread has work. */
  private void handOver() {
    if (idle == 0) {
      hurried.signal();
    } else if (watcher == null || queues.hasWaiting()) {
      changed.signal();
    }
  }

  private @Nullable PartFetch poll() {
    int maxWeight = pacing.parallel() * FULL_WEIGHT;
    boolean limited = false;
    for (FetchPriority priority : FetchPriority.values()) {
      PartFetch part = queues.first(priority);
      if (part == null) {
        continue;
      }
      boolean critical = priority == FetchPriority.CRITICAL;
      int weight = critical ? 0 : weight(part);
      if (!critical
          && (uncriticalWeight + weight > maxWeight || uncritical >= pacing.maxParallel())) {
        limited = true;
        continue;
      }
      queues.removeFirst(priority);
      part.setUncriticalWeight(weight);
      uncriticalWeight += weight;
      uncritical += critical ? 0 : 1;
      atWork.began(part.gap(), System.nanoTime());
      return part;
    }
    if (limited) {
      pacing.noteLimited();
    } else if (uncriticalWeight < maxWeight) {
      pacing.noteIdle();
    }
    return null;
  }

  private static int weight(PartFetch part) {
    long eighths = part.gap().range().length() * FULL_WEIGHT / FULL_BYTES;
    return (int) Math.max(1, Math.min(FULL_WEIGHT, eighths));
  }

  private void done(int uncriticalBefore) {
    lock.lock();
    try {
      atWork.ended();
      if (uncriticalBefore > 0) {
        uncritical--;
        uncriticalWeight -= uncriticalBefore;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }
}
