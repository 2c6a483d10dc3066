package io.hffs.fs.hub;

import org.jspecify.annotations.Nullable;

/**
 * Ends a fetch from another thread, whatever it waits for at that moment: another thread's look-up
 * of the address, the connection, the head of an answer or its body. Thread-safe; never blocks.
 */
final class Cancellation {

  private boolean cancelled;
  private @Nullable Runnable wait;

  /** Says what ends the wait that comes next; ends it at once when all is cancelled already. */
  void beforeWait(Runnable end) {
    boolean now;
    synchronized (this) {
      wait = end;
      now = cancelled;
    }
    if (now) {
      end.run();
    }
  }

  void cancel() {
    Runnable end;
    synchronized (this) {
      cancelled = true;
      end = wait;
    }
    if (end != null) {
      end.run();
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }
}
