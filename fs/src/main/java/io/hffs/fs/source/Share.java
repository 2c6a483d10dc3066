package io.hffs.fs.source;

/**
 * The part of a blob that this machine is to fetch while others fetch theirs. Cut into segments of
 * equal length, of which only the last may be shorter.
 */
public interface Share {

  long segmentBytes();

  /** Tells whether another machine still fetches the blob at this moment. */
  boolean isParted();

  /**
   * Tells whether a segment is ours and no other machine has it: then all of them wait for this
   * one.
   */
  boolean isLeftToUs(long segment);

  /** Returns how many segments of ours are worth fetching side by side; at least 1. */
  int atOnce();
}
