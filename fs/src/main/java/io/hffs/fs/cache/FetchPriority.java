package io.hffs.fs.cache;

/** How urgently bytes are wanted, the most urgent first. */
public enum FetchPriority {
  /** A reader waits for them. */
  CRITICAL,
  /** A reader is expected to ask for them soon, here or on a machine that waits for this one. */
  READ_AHEAD,
  /** Somebody wants the whole file some day: a download, an escalation. */
  BULK;

  boolean isMoreUrgentThan(FetchPriority other) {
    return compareTo(other) < 0;
  }
}
