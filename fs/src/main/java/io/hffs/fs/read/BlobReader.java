package io.hffs.fs.read;

import io.hffs.fs.cache.CachedBlob;
import io.hffs.fs.cache.FetchPriority;
import io.hffs.fs.range.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Reads one blob for all who have it open, and fetches ahead of them. Thread-safe. */
public final class BlobReader implements AutoCloseable {

  private final CachedBlob blob;
  private final AccessPattern pattern;

  /**
   * @param blob a lease that this reader gives back when it is closed
   */
  public BlobReader(CachedBlob blob) {
    this.blob = blob;
    this.pattern = new AccessPattern(blob.ref().sizeBytes());
  }

  long sizeBytes() {
    return blob.ref().sizeBytes();
  }

  /**
   * Reads from {@code offset} until the target is full or the blob ends.
   *
   * @param deadline the most that this call waits for bytes that are not here yet
   * @return the number of bytes read, 0 at or past the end
   */
  public int read(long offset, ByteBuffer target, Duration deadline) throws IOException {
    long left = sizeBytes() - offset;
    if (left <= 0 || !target.hasRemaining()) {
      return 0;
    }
    int length = (int) Math.min(left, target.remaining());
    if (!blob.isComplete()) {
      ByteRange ahead = pattern.touch(ByteRange.ofLength(offset, length));
      if (!ahead.isEmpty()) {
        blob.prefetch(ahead, FetchPriority.READ_AHEAD);
      }
    }
    target.limit(target.position() + length);
    blob.read(offset, target, deadline);
    return length;
  }

  @Override
  public void close() {
    blob.close();
  }
}
