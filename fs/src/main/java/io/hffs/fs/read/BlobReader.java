package io.hffs.fs.read;

import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.CachedBlob;
import io.hffs.fs.cache.FetchPriority;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.weights.Shards;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one blob for all who have it open, and fetches ahead of them. Thread-safe. */
public final class BlobReader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BlobReader.class);

  private final BlobCache cache;
  private final CachedBlob blob;
  private final Snapshot tree;
  private final ReadBytes counts;
  private final AccessPattern pattern;
  private final ReadTime time = new ReadTime(System::nanoTime);
  private final @Nullable WeightsHeader header;
  private volatile @Nullable CachedBlob nextShard;

  /**
   * @param blob a lease that this reader gives back when it is closed
   * @param tree that the file is in
   * @param counts what is read
   */
  BlobReader(BlobCache cache, CachedBlob blob, Snapshot tree, ReadBytes counts) {
    this.cache = cache;
    this.blob = blob;
    this.tree = tree;
    this.counts = counts;
    this.pattern = new AccessPattern(blob.ref().sizeBytes());
    this.header = WeightsHeader.of(blob, pattern).orElse(null);
  }

  long sizeBytes() {
    return blob.ref().sizeBytes();
  }

  /**
   * Reads from {@code offset} until the target is full or the blob ends.
   *
   * @param inode of the file of the mount that it is read by
   * @param deadline the most that this call waits for bytes that are not here yet, and the kernel's
   *     second try after a failure little more
   * @return the number of bytes read, 0 at or past the end
   */
  public int read(long inode, long offset, ByteBuffer target, Duration deadline)
      throws IOException {
    long left = sizeBytes() - offset;
    if (left <= 0 || !target.hasRemaining()) {
      return 0;
    }
    int length = (int) Math.min(left, target.remaining());
    boolean isHere = blob.isComplete();
    if (!isHere) {
      ByteRange read = ByteRange.ofLength(offset, length);
      isHere = blob.isPresent(read);
      fetchAhead(read, !isHere);
    }
    target.limit(target.position() + length);
    if (isHere) {
      blob.read(offset, target, deadline);
      counts.addCached(length);
    } else {
      await(inode, offset, target, deadline);
      counts.addAwaited(length);
    }
    if (header != null) {
      header.noteRead(ByteRange.ofLength(offset, length));
    }
    return length;
  }

  private void await(long inode, long offset, ByteBuffer target, Duration deadline)
      throws IOException {
    ByteRange range = ByteRange.ofLength(offset, target.remaining());
    ReadTime.Attempt attempt = time.begin(inode, range, deadline);
    try {
      blob.read(offset, target, attempt.limit());
    } catch (IOException e) {
      time.failed(attempt);
      throw e;
    }
  }

  private void fetchAhead(ByteRange read, boolean absent) {
    long usefulBytes = blob.usefulAheadBytes();
    ByteRange ahead = pattern.touch(read, absent, usefulBytes);
    if (!ahead.isEmpty()) {
      blob.prefetch(ahead, FetchPriority.READ_AHEAD);
    }
    if (usefulBytes >= sizeBytes() && pattern.beginsToWantWhole()) {
      blob.prefetch(whole(blob), FetchPriority.BULK);
      fetchNextShard();
    }
  }

  /** Who loads one shard whole will want the next one; it comes after the rest of this one. */
  private void fetchNextShard() {
    Optional<BlobRef> next =
        Shards.next(blob.ref().path().value())
            .flatMap(tree::file)
            .flatMap(file -> BlobRef.of(tree, file));
    if (next.isEmpty()) {
      return;
    }
    try {
      CachedBlob shard = cache.acquire(next.get());
      shard.prefetch(whole(shard), FetchPriority.BULK);
      nextShard = shard;
    } catch (IOException e) {
      log.debug("{} is not fetched ahead: {}", next.get().path(), e.toString());
    }
  }

  private static ByteRange whole(CachedBlob blob) {
    return new ByteRange(0, blob.ref().sizeBytes());
  }

  @Override
  public void close() {
    CachedBlob shard = nextShard;
    if (shard != null) {
      shard.close();
    }
    blob.close();
  }
}
