package io.hffs.fs.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One reader that waits until a gap has come to an offset. Used once, by one thread. */
final class GapWaiter {

  private final PresenceTracker tracker;
  private final Gap gap;
  private final long target;
  private final CountDownLatch woken = new CountDownLatch(1);
  private volatile @Nullable IOException failure;

  GapWaiter(PresenceTracker tracker, Gap gap, long target) {
    this.tracker = tracker;
    this.gap = gap;
    this.target = target;
  }

  Gap gap() {
    return gap;
  }

  long target() {
    return target;
  }

  void wake(@Nullable IOException reason) {
    failure = reason;
    woken.countDown();
  }

  /**
   * Parks until the bytes are there or the gap has ended, at most until {@code deadlineNanos} of
   * {@link System#nanoTime}. That the gap ended does not say that the bytes came.
   *
   * @throws ReadTimeoutException at the deadline; the fetch goes on
   * @throws IOException the failure of the fetch
   */
  void await(long deadlineNanos) throws IOException {
    try {
      if (!woken.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        tracker.forget(this);
        throw new ReadTimeoutException("the bytes before " + target + " did not arrive in time");
      }
    } catch (InterruptedException e) {
      tracker.forget(this);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for bytes");
    }
    IOException reason = failure;
    if (reason != null) {
      throw reason;
    }
  }
}
