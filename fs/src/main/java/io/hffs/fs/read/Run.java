package io.hffs.fs.read;

import io.hffs.fs.range.ByteRange;

/**
 * Reads that go on where others ended, roughly: what one thread of a program does in one stretch.
 * Not thread-safe.
 */
final class Run {

  /**
   * Reads up to this far from where a run began fetch nothing ahead, windows begin with as much,
   * and so much the kernel's own read-ahead arrives out of order.
   */
  static final long GRAIN_BYTES = 1 << 20;

  /** Of disk, not of memory; at 1 GB/s and 100 ms twice what is under way. */
  static final long MAX_WINDOW_BYTES = 256 << 20;

  private static final long MAX_UNIT_BYTES = 64 << 20;
  private static final ByteRange NOTHING = new ByteRange(0, 0);

  private final long start;
  private long end;
  private long windowBytes;
  private long fetchedEnd;
  private long grownAt;
  private long lastRead;
  private boolean ended;

  Run(ByteRange first) {
    start = first.start();
    end = start;
    fetchedEnd = start;
    grownAt = start;
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  long lengthBytes() {
    return end - start;
  }

  boolean isContinuedBy(ByteRange read) {
    return read.start() >= end - GRAIN_BYTES
        && read.start() <= end + Math.max(GRAIN_BYTES, windowBytes);
  }

  /** Returns the number of its last read. */
  long lastRead() {
    return lastRead;
  }

  /** Notes that it seems to have ended; false when that was noted before. */
  boolean markEnded() {
    boolean first = !ended;
    ended = true;
    return first;
  }

  long distance(ByteRange read) {
    return Math.abs(read.start() - end);
  }

  /**
   * Takes a read in. The window grows when a reader finds nothing where he reads, but never beyond
   * the length of the run: what is fetched in vain is at most as much as was read.
   *
   * @param absent whether these bytes are not here yet
   * @param number of the read among all of the file
   */
  void extend(ByteRange read, boolean absent, long number) {
    lastRead = number;
    end = Math.max(end, read.end());
    fetchedEnd = Math.max(fetchedEnd, end);
    boolean movedOn = end - grownAt >= GRAIN_BYTES; // one wait is many requests of the kernel
    if (absent && movedOn && lengthBytes() > GRAIN_BYTES) {
      long doubled = Math.max(GRAIN_BYTES, 2 * windowBytes);
      windowBytes = Math.min(MAX_WINDOW_BYTES, Math.min(lengthBytes(), doubled));
      grownAt = end;
    }
  }

  /**
   * Returns what should be fetched now, and counts it as fetched: a window, refilled when half of
   * it is read.
   *
   * @param unitEnd where that ends which should be fetched as a whole, if anything should
   * @param limit where to stop in any case
   * @param mostBytes of a window; more was dropped again if it was asked for
   */
  ByteRange fetchAhead(long unitEnd, long limit, long mostBytes) {
    if (fetchedEnd - end > mostBytes) {
      fetchedEnd = end;
    }
    long wanted = Math.max(windowBytes, Math.min(unitEnd - end, MAX_UNIT_BYTES));
    long window = Math.min(wanted, mostBytes);
    long target = Math.min(end + window, limit);
    if (target <= fetchedEnd || fetchedEnd - end > window / 2) {
      return NOTHING;
    }
    ByteRange ahead = new ByteRange(fetchedEnd, target);
    fetchedEnd = target;
    return ahead;
  }
}
