package io.hffs.fs.cache;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The threads that fetch, {@code hffs-fetch-1} and on, and the parts that wait for them: the most
 * urgent first, of equals the oldest. How many of those that no reader waits for run side by side
 * is up to {@link FetchPacing}; some threads are always kept free for critical ones.
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

  private record Delayed(PartFetch part, long atNanos) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<FetchPriority, Map<Gap, PartFetch>> queues = new EnumMap<>(FetchPriority.class);
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>((a, b) -> Long.signum(a.atNanos() - b.atNanos()));
  private final List<Thread> threads = new ArrayList<>();
  private final FetchPacing pacing;
  private int uncritical;
  private int uncriticalWeight;
  private volatile boolean closed;

  FetchPool(int size, FetchPacing pacing) {
    for (FetchPriority priority : FetchPriority.values()) {
      queues.put(priority, new LinkedHashMap<>());
    }
    this.pacing = pacing;
    for (int i = 1; i <= size; i++) {
      Thread thread = new Thread(this::work, "hffs-fetch-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  void start() {
    threads.forEach(Thread::start);
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
        delayed.add(new Delayed(part, System.nanoTime() + delay.toNanos()));
        changed.signal();
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
      for (Map.Entry<FetchPriority, Map<Gap, PartFetch>> queue : queues.entrySet()) {
        if (gap.priority().isMoreUrgentThan(queue.getKey())) {
          PartFetch part = queue.getValue().remove(gap);
          if (part != null) {
            queueOf(gap).put(gap, part);
            changed.signal();
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a part back that has not begun; null when there is none of this gap. */
  @Nullable PartFetch withdraw(Gap gap) {
    lock.lock();
    try {
      for (Map<Gap, PartFetch> queue : queues.values()) {
        PartFetch part = queue.remove(gap);
        if (part != null) {
          return part;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Takes back the parts that match and have not begun or wait for their next attempt. */
  List<PartFetch> withdrawAll(Predicate<PartFetch> which) {
    List<PartFetch> withdrawn = new ArrayList<>();
    lock.lock();
    try {
      for (Map<Gap, PartFetch> queue : queues.values()) {
        queue.values().removeIf(part -> which.test(part) && withdrawn.add(part));
      }
      delayed.removeIf(late -> which.test(late.part()) && withdrawn.add(late.part()));
    } finally {
      lock.unlock();
    }
    return withdrawn;
  }

  /** Ends the threads; waits for those at work, at most {@code patience} in all. */
  void close(Duration patience) {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    withdrawAll(part -> true).forEach(part -> part.cancel(closedException()));
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
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
      queueOf(part.gap()).put(part.gap(), part);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    while (true) {
      PartFetch part = take();
      if (part == null) {
        return;
      }
      int weight = part.uncriticalWeight();
      try {
        part.run();
      } finally {
        if (weight > 0) {
          doneUncritical(weight);
        }
      }
    }
  }

  /** Waits for the next part; null when the pool is closed. */
  private @Nullable PartFetch take() {
    lock.lock();
    try {
      while (!closed) {
        requeueDue();
        PartFetch part = poll();
        if (part != null) {
          return part;
        }
        changed.awaitNanos(idleNanos());
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

  private @Nullable PartFetch poll() {
    int maxWeight = pacing.parallel() * FULL_WEIGHT;
    boolean limited = false;
    for (Map.Entry<FetchPriority, Map<Gap, PartFetch>> queue : queues.entrySet()) {
      if (queue.getValue().isEmpty()) {
        continue;
      }
      Map.Entry<Gap, PartFetch> first = queue.getValue().entrySet().iterator().next();
      PartFetch part = first.getValue();
      boolean critical = queue.getKey() == FetchPriority.CRITICAL;
      int weight = critical ? 0 : weight(part);
      if (!critical
          && (uncriticalWeight + weight > maxWeight || uncritical >= pacing.maxParallel())) {
        limited = true;
        continue;
      }
      queue.getValue().remove(first.getKey());
      part.setUncriticalWeight(weight);
      uncriticalWeight += weight;
      uncritical += critical ? 0 : 1;
      return part;
    }
    if (limited) {
      pacing.noteLimited();
    } else if (uncriticalWeight < maxWeight) {
      pacing.noteIdle();
    }
    return null;
  }

  private void requeueDue() {
    long now = System.nanoTime();
    for (Delayed next = delayed.peek();
        next != null && next.atNanos() - now <= 0;
        next = delayed.peek()) {
      delayed.remove();
      queueOf(next.part().gap()).put(next.part().gap(), next.part());
    }
  }

  /** Returns how long nothing happens by itself. */
  private long idleNanos() {
    Delayed next = delayed.peek();
    return next == null
        ? TimeUnit.MINUTES.toNanos(1)
        : Math.max(1, next.atNanos() - System.nanoTime());
  }

  private static int weight(PartFetch part) {
    long eighths = part.gap().range().length() * FULL_WEIGHT / FULL_BYTES;
    return (int) Math.max(1, Math.min(FULL_WEIGHT, eighths));
  }

  private void doneUncritical(int weight) {
    lock.lock();
    try {
      uncritical--;
      uncriticalWeight -= weight;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private Map<Gap, PartFetch> queueOf(Gap gap) {
    Map<Gap, PartFetch> queue = queues.get(gap.priority());
    if (queue == null) {
      throw new IllegalStateException("no queue for " + gap);
    }
    return queue;
  }
}
