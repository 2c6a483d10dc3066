package io.hffs.daemon.library;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.cache.CachedBlob;
import io.hffs.fs.cache.FetchPriority;
import io.hffs.fs.cache.ReadTimeoutException;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one file complete and verified. Patient, for thin lines: it gives up only when nothing at
 * all came for a while.
 */
final class FileDownload {

  private static final Logger log = LoggerFactory.getLogger(FileDownload.class);
  private static final long WINDOW_BYTES = 64L << 20;
  private static final long STEP_BYTES = 8L << 20;
  private static final Duration STEP_DEADLINE = Duration.ofSeconds(30);
  private static final int FRUITLESS_ATTEMPTS = 5;
  private static final long PAUSE_MILLIS = 2_000;
  private static final long VERIFY_POLL_MILLIS = 20;

  /** The slowest disk that a verification is waited for. */
  private static final long VERIFY_BYTES_PER_SECOND = 20_000_000;

  private final HffsFileSystem fs;
  private final BlobRef ref;
  private final AtomicBoolean cancelled;

  /**
   * @param cancelled ends the download soon after it becomes true
   */
  FileDownload(HffsFileSystem fs, BlobRef ref, AtomicBoolean cancelled) {
    this.fs = fs;
    this.cancelled = cancelled;
    this.ref = ref;
  }

  void run() throws IOException {
    try (CachedBlob blob = fs.cache().acquire(ref)) {
      int fruitless = 0;
      while (!blob.isComplete()) {
        checkCancelled();
        long before = blob.presentBytes();
        try {
          fetchAll(blob);
          awaitVerified(blob);
        } catch (SourceException | ReadTimeoutException e) {
          if (e instanceof SourceException source && !source.isTransient()) {
            throw e;
          }
          fruitless = blob.presentBytes() > before ? 0 : fruitless + 1;
          if (fruitless >= FRUITLESS_ATTEMPTS) {
            throw e;
          }
          log.info("{} goes on in a moment: {}", ref.path(), e.getMessage());
          pause(PAUSE_MILLIS);
        }
      }
    }
  }

  /** Walks through the file, the next {@value #WINDOW_BYTES} bytes under way at any time. */
  private void fetchAll(CachedBlob blob) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    long size = ref.sizeBytes();
    for (long start = 0; start < size; start += STEP_BYTES) {
      checkCancelled();
      long end = Math.min(size, start + STEP_BYTES);
      if (!blob.isPresent(new ByteRange(start, end))) {
        blob.prefetch(
            new ByteRange(start, Math.min(size, start + WINDOW_BYTES)), FetchPriority.BULK);
        for (long chunk = start; chunk < end; chunk += 1 << 20) {
          one.clear();
          blob.read(Math.min(end, chunk + (1 << 20)) - 1, one, STEP_DEADLINE);
        }
      }
    }
  }

  private void awaitVerified(CachedBlob blob) throws IOException {
    long patience = 30_000 + ref.sizeBytes() * 1000 / VERIFY_BYTES_PER_SECOND;
    long deadline = System.nanoTime() + Duration.ofMillis(patience).toNanos();
    while (!blob.isComplete() && blob.isPresent(new ByteRange(0, ref.sizeBytes()))) {
      checkCancelled();
      if (System.nanoTime() > deadline) {
        throw new ApiException(
            ErrorCode.UNAVAILABLE,
            ref.path() + " is here, but its verification did not end; is the disk healthy?");
      }
      pause(VERIFY_POLL_MILLIS);
    }
  }

  private void checkCancelled() throws ApiException {
    if (cancelled.get()) {
      throw new ApiException(ErrorCode.CANCELLED, "The download was stopped.");
    }
  }

  private static void pause(long millis) throws ApiException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.CANCELLED, "The download was interrupted.", e);
    }
  }
}
