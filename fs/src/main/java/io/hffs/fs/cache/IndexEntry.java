package io.hffs.fs.cache;

/**
 * What is known in memory of one blob on disk, open or not. Fields are read without a lock; each is
 * right by itself, together they may be of two moments.
 */
final class IndexEntry {

  private static final long TOUCH_GRAIN_MILLIS = 1000;

  private final long sizeBytes;
  private volatile long presentBytes;
  private volatile boolean complete;
  private volatile long lastUsedMillis;

  IndexEntry(long sizeBytes, long presentBytes, boolean complete, long lastUsedMillis) {
    this.sizeBytes = sizeBytes;
    this.presentBytes = presentBytes;
    this.complete = complete;
    this.lastUsedMillis = lastUsedMillis;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  long presentBytes() {
    return presentBytes;
  }

  boolean isComplete() {
    return complete;
  }

  long lastUsedMillis() {
    return lastUsedMillis;
  }

  void update(long newPresentBytes, boolean newComplete) {
    presentBytes = newPresentBytes;
    complete = newComplete;
  }

  /** Notes a use; most calls write nothing, since this is on the path of every read. */
  void touch(long nowMillis) {
    if (nowMillis - lastUsedMillis >= TOUCH_GRAIN_MILLIS) {
      lastUsedMillis = nowMillis;
    }
  }
}
