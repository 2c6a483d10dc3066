package io.hffs.fs.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of somebody else's cache that serves the reads of a blob, or nothing. Thread-safe; one
 * verification in the life of an open blob.
 */
final class AdoptionSlot {

  private static final Logger log = LoggerFactory.getLogger(AdoptionSlot.class);

  private final AtomicReference<@Nullable CountDownLatch> verification = new AtomicReference<>();
  private final AtomicReference<@Nullable AdoptedFile> file = new AtomicReference<>();

  /** Returns the verified file that is in use; null when there is none. */
  @Nullable AdoptedFile file() {
    return file.get();
  }

  /** Has all reads from now on served by this file; when there is one already, closes this. */
  void adopt(AdoptedFile verified) {
    if (!file.compareAndSet(null, verified)) {
      verified.close();
    }
  }

  /** Readers wait for {@link #end} from now on; false when a verification is under way or was. */
  boolean begin() {
    return verification.compareAndSet(null, new CountDownLatch(1));
  }

  /** Tells whether a file is being verified that may serve all reads. */
  boolean isUndecided() {
    CountDownLatch latch = verification.get();
    return latch != null && latch.getCount() > 0;
  }

  void end() {
    CountDownLatch latch = verification.get();
    if (latch != null) {
      latch.countDown();
    }
  }

  /**
   * Waits while a file is verified, at most until {@code deadlineNanos}. Returns whether one was
   * adopted.
   */
  boolean await(long deadlineNanos) throws IOException {
    CountDownLatch latch = verification.get();
    if (latch == null) {
      return false;
    }
    try {
      boolean ended = latch.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      return ended && file.get() != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an existing download was verified");
    }
  }

  /** Stops using a file that changed or vanished. It stays open for those who are inside. */
  void abandon(AdoptedFile gone) {
    if (file.compareAndSet(gone, null)) {
      gone.abandon();
      log.info("{} changed or went away; fetching its blob instead", gone.path());
    }
  }

  void close() {
    AdoptedFile open = file.getAndSet(null);
    if (open != null) {
      open.close();
    }
  }
}
