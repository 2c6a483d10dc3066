package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which chunks of one blob are on disk, and who is fetching the rest. A chunk is
 *
 * <ul>
 *   <li><b>present</b>: in the file, and its checksum was seen to hold since the start;
 *   <li><b>recorded</b>: in the file as the journal says; to be checked at first use;
 *   <li><b>pending</b>: inside a {@link Gap} that somebody owns;
 *   <li><b>absent</b>: none of these.
 * </ul>
 *
 * <p>Thread-safe; one lock, never held while waiting, doing I/O or waking. {@link #isPresent} takes
 * none. Ranges are {@code [start, end)} in bytes.
 */
final class PresenceTracker {

  private final ChunkGrid grid;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLongArray present;
  private final BitSet recorded = new BitSet();
  private final TreeMap<Integer, Gap> pending = new TreeMap<>();
  private volatile long presentBytes;
  private volatile int heldChunks;

  PresenceTracker(ChunkGrid grid) {
    this.grid = grid;
    this.present = new AtomicLongArray(grid.count() / Long.SIZE + 1);
  }

  /** Returns the bytes of all chunks present or recorded. Takes no lock. */
  long presentBytes() {
    return presentBytes;
  }

  /** Tells whether all chunks are present or recorded. Takes no lock. */
  boolean isFull() {
    return heldChunks == grid.count();
  }

  /** Tells whether the chunks of {@code range} can be read as they are. Takes no lock. */
  boolean isPresent(ByteRange range) {
    for (int chunk = grid.indexOf(range.start()), end = grid.endIndexOf(range);
        chunk < end;
        chunk++) {
      if (!isPresent(chunk)) {
        return false;
      }
    }
    return true;
  }

  boolean isPresent(int chunk) {
    return (present.get(chunk / Long.SIZE) & 1L << chunk % Long.SIZE) != 0;
  }

  /** Tells whether all chunks of {@code range} are present or recorded. */
  boolean isHeld(ByteRange range) {
    if (isPresent(range)) {
      return true;
    }
    lock.lock();
    try {
      for (int chunk = grid.indexOf(range.start()); chunk < grid.endIndexOf(range); chunk++) {
        if (!isHeld(chunk)) {
          return false;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Sets the bits of the chunks that are present or recorded. */
  void addHeldTo(BitSet chunks) {
    lock.lock();
    try {
      for (int chunk = 0; chunk < grid.count(); chunk++) {
        if (isHeld(chunk)) {
          chunks.set(chunk);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isRecorded(int chunk) {
    lock.lock();
    try {
      return recorded.get(chunk);
    } finally {
      lock.unlock();
    }
  }

  /** Takes over what the journal says of an absent chunk. */
  void record(int chunk) {
    lock.lock();
    try {
      if (!isHeld(chunk) && pendingAt(chunk).isEmpty()) {
        recorded.set(chunk);
        count(chunk, 1);
      }
    } finally {
      lock.unlock();
    }
    assert invariant();
  }

  /** Says that the checksum of a recorded chunk holds: it is present. */
  void confirm(int chunk) {
    lock.lock();
    try {
      if (recorded.get(chunk)) {
        recorded.clear(chunk);
        setPresent(chunk);
      }
    } finally {
      lock.unlock();
    }
    assert invariant();
  }

  /**
   * Says that a recorded chunk is not what it should be: it is absent.
   *
   * @return false when it was not recorded (any more), so that somebody else has dealt with it
   */
  boolean reject(int chunk) {
    lock.lock();
    try {
      if (!recorded.get(chunk)) {
        return false;
      }
      recorded.clear(chunk);
      count(chunk, -1);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Makes a chunk absent that is present or recorded; false when it was neither. */
  boolean drop(int chunk) {
    lock.lock();
    try {
      if (!isHeld(chunk)) {
        return false;
      }
      recorded.clear(chunk);
      present.accumulateAndGet(
          chunk / Long.SIZE, 1L << chunk % Long.SIZE, (word, bit) -> word & ~bit);
      count(chunk, -1);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the absent chunks that {@code wanted} touches, side by side in gaps of at most {@code
   * maxBytes}; from now on they are the caller's to fill or fail.
   */
  List<Gap> claim(ByteRange wanted, long maxBytes, FetchPriority priority) {
    List<Gap> gaps = new ArrayList<>();
    int maxChunks = (int) Math.max(1, maxBytes / grid.chunkBytes());
    lock.lock();
    try {
      int end = grid.endIndexOf(wanted);
      int chunk = grid.indexOf(wanted.start());
      while (chunk < end) {
        int first = chunk;
        while (chunk < end && chunk - first < maxChunks && isAbsent(chunk)) {
          chunk++;
        }
        if (chunk == first) {
          chunk++;
          continue;
        }
        ByteRange range = new ByteRange(grid.rangeOf(first).start(), grid.rangeOf(chunk - 1).end());
        Gap gap = new Gap(this, range, priority);
        pending.put(first, gap);
        gaps.add(gap);
      }
    } finally {
      lock.unlock();
    }
    assert invariant();
    return gaps;
  }

  /** Returns the gap that a chunk is pending in. */
  Optional<Gap> pending(int chunk) {
    lock.lock();
    try {
      return pendingAt(chunk);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the gaps that {@code range} touches, in order. */
  List<Gap> pending(ByteRange range) {
    lock.lock();
    try {
      Integer first = pending.floorKey(grid.indexOf(range.start()));
      int from = first == null ? 0 : first;
      return pending.subMap(from, Math.max(from, grid.endIndexOf(range))).values().stream()
          .filter(gap -> gap.range().intersects(range))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts to wait for the bytes of {@code range}, which lies in one chunk; empty when the chunk is
   * not pending. The waiter may be awake already.
   */
  Optional<GapWaiter> await(ByteRange range) {
    GapWaiter waiter;
    lock.lock();
    try {
      Optional<Gap> gap = pendingAt(grid.indexOf(range.start()));
      if (gap.isEmpty()) {
        return Optional.empty();
      }
      waiter = new GapWaiter(this, gap.get(), range.end());
      if (gap.get().highWater() < range.end()) {
        gap.get().waiters.add(waiter);
        return Optional.of(waiter);
      }
    } finally {
      lock.unlock();
    }
    waiter.wake(null);
    return Optional.of(waiter);
  }

  /**
   * Gives up a gap that nobody waits for and that has not begun, so that its chunks can be claimed
   * in another cut; false when somebody waits, or bytes have come.
   */
  boolean withdraw(Gap gap) {
    lock.lock();
    try {
      return gap.waiters.isEmpty()
          && !gap.hasBegun()
          && pending.remove(grid.indexOf(gap.range().start()), gap);
    } finally {
      lock.unlock();
    }
  }

  void progress(Gap gap, long offset) {
    List<GapWaiter> awake = new ArrayList<>();
    lock.lock();
    try {
      gap.advance(offset);
      gap.waiters.removeIf(waiter -> waiter.target() <= offset && awake.add(waiter));
    } finally {
      lock.unlock();
    }
    awake.forEach(waiter -> waiter.wake(null));
  }

  void present(Gap gap, int chunk) {
    lock.lock();
    try {
      if (pendingAt(chunk).orElse(null) == gap && !isHeld(chunk)) {
        count(chunk, 1);
        setPresent(chunk);
      }
    } finally {
      lock.unlock();
    }
  }

  void end(Gap gap, @Nullable IOException failure) {
    List<GapWaiter> awake;
    lock.lock();
    try {
      pending.remove(grid.indexOf(gap.range().start()), gap);
      awake = List.copyOf(gap.waiters);
      gap.waiters.clear();
    } finally {
      lock.unlock();
    }
    awake.forEach(waiter -> waiter.wake(failure));
    assert invariant();
  }

  void forget(GapWaiter waiter) {
    lock.lock();
    try {
      waiter.gap().waiters.remove(waiter);
    } finally {
      lock.unlock();
    }
  }

  private boolean isHeld(int chunk) {
    return isPresent(chunk) || recorded.get(chunk);
  }

  private boolean isAbsent(int chunk) {
    return !isHeld(chunk) && pendingAt(chunk).isEmpty();
  }

  private Optional<Gap> pendingAt(int chunk) {
    Map.Entry<Integer, Gap> before = pending.floorEntry(chunk);
    return before != null && grid.rangeOf(chunk).start() < before.getValue().range().end()
        ? Optional.of(before.getValue())
        : Optional.empty();
  }

  private void setPresent(int chunk) {
    present.accumulateAndGet(chunk / Long.SIZE, 1L << chunk % Long.SIZE, (word, bit) -> word | bit);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written under the lock only, read without.
  private void count(int chunk, int sign) {
    presentBytes += sign * (long) grid.lengthOf(chunk);
    heldChunks += sign;
  }

  /** Gaps do not overlap, and the counts are those of the bits. */
  boolean invariant() {
    lock.lock();
    try {
      long end = 0;
      for (Gap gap : pending.values()) {
        assert gap.range().start() >= end : gap;
        end = gap.range().end();
      }
      long bytes = 0;
      // Proving this for each chunk of a huge blob would make every test quadratic.
      for (int chunk = 0; grid.count() <= 1024 && chunk < grid.count(); chunk++) {
        assert !(isPresent(chunk) && recorded.get(chunk)) : chunk;
        bytes += isHeld(chunk) ? grid.lengthOf(chunk) : 0;
      }
      assert grid.count() > 1024 || bytes == presentBytes : bytes + " != " + presentBytes;
      return true;
    } finally {
      lock.unlock();
    }
  }
}
