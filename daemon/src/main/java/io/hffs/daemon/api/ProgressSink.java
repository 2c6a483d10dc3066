package io.hffs.daemon.api;

/** Hears how far a long request is, and can end it. */
@FunctionalInterface
public interface ProgressSink {

  /** For a caller who only wants the end. */
  ProgressSink NONE = progress -> true;

  /**
   * Called by one thread at a time, at least once a second even when nothing moved, so that a
   * caller who left is noticed. Returns quickly.
   *
   * @return false when nobody waits for the end any more: stop, keep what is there, and throw
   *     {@link ErrorCode#CANCELLED}
   */
  boolean report(Progress progress);
}
