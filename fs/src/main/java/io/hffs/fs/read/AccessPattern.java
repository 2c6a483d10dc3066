package io.hffs.fs.read;

import io.hffs.fs.range.ByteRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches the reads of one blob and says what to fetch ahead of them.
 *
 * <p>Each run of neighbouring reads has a tracker of its own, so that many threads in one file are
 * so many runs and not noise. A run has no window while it stays within its first {@value
 * #QUIET_BYTES} bytes: reading a header fetches nothing ahead. Then the window doubles at each
 * refill.
 *
 * <p>Thread-safe; the lock is held for a scan of the few trackers.
 */
public final class AccessPattern {

  /** Reads up to this far from where a run began fetch nothing ahead. */
  static final long QUIET_BYTES = 1 << 20;

  /** The kernel's read-ahead arrives out of order, by up to a few requests. */
  private static final long TOLERANCE_BYTES = 1 << 20;

  private static final long FIRST_WINDOW_BYTES = 8 << 20;
  private static final long MAX_WINDOW_BYTES = 64 << 20;
  private static final int MAX_TRACKERS = 16;
  private static final ByteRange NOTHING = new ByteRange(0, 0);

  private static final class Tracker {
    private final long start;
    private long end;
    private long windowBytes;
    private long fetchedEnd;

    Tracker(ByteRange first) {
      start = first.start();
      end = first.end();
      fetchedEnd = first.end();
    }

    boolean matches(ByteRange read) {
      return read.start() >= end - TOLERANCE_BYTES
          && read.start() <= end + Math.max(TOLERANCE_BYTES, windowBytes);
    }

    ByteRange advance(ByteRange read, long sizeBytes) {
      end = Math.max(end, read.end());
      fetchedEnd = Math.max(fetchedEnd, end);
      if (end - start <= QUIET_BYTES) {
        return NOTHING;
      }
      boolean needsRefill = fetchedEnd - end <= windowBytes / 2;
      if (!needsRefill) {
        return NOTHING;
      }
      windowBytes = Math.min(MAX_WINDOW_BYTES, Math.max(FIRST_WINDOW_BYTES, windowBytes * 2));
      long from = Math.min(fetchedEnd, sizeBytes);
      fetchedEnd = Math.max(from, Math.min(sizeBytes, end + windowBytes));
      return new ByteRange(from, fetchedEnd);
    }
  }

  private final long sizeBytes;
  private final List<Tracker> trackers = new ArrayList<>(); // least recently used first

  /**
   * @param sizeBytes length of the blob
   */
  public AccessPattern(long sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  /** Notes a read and returns what should be fetched after it; often nothing. */
  public synchronized ByteRange touch(ByteRange read) {
    Tracker nearest = null;
    for (Tracker tracker : trackers) {
      if (tracker.matches(read)
          && (nearest == null || distance(tracker, read) < distance(nearest, read))) {
        nearest = tracker;
      }
    }
    if (nearest == null) {
      if (trackers.size() == MAX_TRACKERS) {
        trackers.remove(0);
      }
      trackers.add(new Tracker(read));
      return NOTHING;
    }
    trackers.remove(nearest);
    trackers.add(nearest);
    return nearest.advance(read, sizeBytes);
  }

  private static long distance(Tracker tracker, ByteRange read) {
    return Math.abs(read.start() - tracker.end);
  }
}
