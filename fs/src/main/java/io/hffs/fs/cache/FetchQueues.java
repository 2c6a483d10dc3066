package io.hffs.fs.cache;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The parts that wait for a thread, of equally urgent ones the oldest first, and those that wait
 * for the time of their next attempt. Not thread-safe; guarded by the lock of the pool.
 */
final class FetchQueues {

  /** As long as nothing is due if nobody says otherwise. */
  static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(1);

  private record Delayed(PartFetch part, long atNanos) {}

  private final Map<FetchPriority, Map<Gap, PartFetch>> queues = new EnumMap<>(FetchPriority.class);
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>((a, b) -> Long.signum(a.atNanos() - b.atNanos()));

  FetchQueues() {
    for (FetchPriority priority : FetchPriority.values()) {
      queues.put(priority, new LinkedHashMap<>());
    }
  }

  /** Adds a part by the priority that its gap has now. */
  void add(PartFetch part) {
    of(part.gap().priority()).put(part.gap(), part);
  }

  /** Adds a part that is not to be taken before this time. */
  void addLater(PartFetch part, long atNanos) {
    delayed.add(new Delayed(part, atNanos));
  }

  /** Moves those whose time has come to where they can be taken. */
  void addDue(long nowNanos) {
    for (Delayed next = delayed.peek();
        next != null && next.atNanos() - nowNanos <= 0;
        next = delayed.peek()) {
      delayed.remove();
      add(next.part());
    }
  }

  /** Tells whether parts wait for a thread. */
  boolean hasWaiting() {
    return queues.values().stream().anyMatch(queue -> !queue.isEmpty());
  }

  /** Tells whether a part is the next that becomes due. */
  boolean isNextDue(PartFetch part) {
    Delayed next = delayed.peek();
    return next != null && next.part() == part;
  }

  /** Returns how long nothing becomes due. */
  long idleNanos(long nowNanos) {
    Delayed next = delayed.peek();
    return next == null ? LONG_NANOS : Math.max(1, next.atNanos() - nowNanos);
  }

  /** Returns the part that comes next of this priority; null when there is none. */
  @Nullable PartFetch first(FetchPriority priority) {
    Map<Gap, PartFetch> queue = of(priority);
    return queue.isEmpty() ? null : queue.values().iterator().next();
  }

  /** Takes out the first part of this priority. */
  void removeFirst(FetchPriority priority) {
    var parts = of(priority).values().iterator();
    parts.next();
    parts.remove();
  }

  /** Takes out a part that is less urgent by its queue than its gap says; null when none is. */
  @Nullable PartFetch removeOutranked(Gap gap) {
    for (Map.Entry<FetchPriority, Map<Gap, PartFetch>> queue : queues.entrySet()) {
      if (gap.priority().isMoreUrgentThan(queue.getKey())) {
        PartFetch part = queue.getValue().remove(gap);
        if (part != null) {
          return part;
        }
      }
    }
    return null;
  }

  /** Takes out the part of a gap that waits for a thread; null when there is none. */
  @Nullable PartFetch remove(Gap gap) {
    for (Map<Gap, PartFetch> queue : queues.values()) {
      PartFetch part = queue.remove(gap);
      if (part != null) {
        return part;
      }
    }
    return null;
  }

  /** Takes out all parts that match. */
  List<PartFetch> removeAll(Predicate<PartFetch> which) {
    List<PartFetch> removed = new ArrayList<>();
    for (Map<Gap, PartFetch> queue : queues.values()) {
      queue.values().removeIf(part -> which.test(part) && removed.add(part));
    }
    delayed.removeIf(late -> which.test(late.part()) && removed.add(late.part()));
    return removed;
  }

  private Map<Gap, PartFetch> of(FetchPriority priority) {
    Map<Gap, PartFetch> queue = queues.get(priority);
    if (queue == null) {
      throw new IllegalStateException("no queue for " + priority);
    }
    return queue;
  }
}
