package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes blobs: those that are asked for, and the least recently used when the quota or the disk
 * is full. Used by the thread of {@link Upkeep} only, except for {@link #keep}.
 */
final class Evictor {

  private static final Logger log = LoggerFactory.getLogger(Evictor.class);

  /** With less free than this a failed write is taken for a full disk. */
  private static final long FULL_BYTES = 16L << 20;

  private final CacheParts parts;
  private final BlobIndex index;
  private final OpenBlobs open;
  private final Consumer<BlobId> removed;
  private volatile Supplier<Set<BlobId>> pins = Set::of;
  private long leastFreeBytes = Long.MAX_VALUE;

  /**
   * @param removed is told of each blob after it went
   */
  Evictor(CacheParts parts, BlobIndex index, OpenBlobs open, Consumer<BlobId> removed) {
    this.parts = parts;
    this.index = index;
    this.open = open;
    this.removed = removed;
  }

  /** Sets who tells, at each eviction, which blobs are never evicted. Any thread. */
  void keep(Supplier<Set<BlobId>> pinned) {
    pins = pinned;
  }

  /** Evicts what quota, free space or a disk that refused call for, and has writing tried again. */
  void makeRoom() {
    CacheConfig config = parts.config();
    long used = index.usedBytes(); // once: it grows while we look, and growth alone is no reason
    long free = freeBytes();
    long target = EvictionPolicy.target(used, config.quotaBytes(), free, config.minFreeBytes());
    boolean refused = !parts.disk().isWell();
    if (refused && free < FULL_BYTES) {
      target = Math.min(target, used / 5 * 4);
    }
    boolean evicted = target < used && evict(target);
    boolean grown = refused && free - ChunkGrid.CHUNK_BYTES >= leastFreeBytes;
    if (evicted || grown) {
      parts.disk().retryNow();
    }
    // Kept over the round that made room: a write that failed before it may be told after it. Each
    // try uses up half of the growth, or a disk that refuses for another reason is tried for ever.
    leastFreeBytes = refused ? Math.min(leastFreeBytes, free) : Long.MAX_VALUE;
    if (grown) {
      leastFreeBytes += (free - leastFreeBytes) / 2;
    }
    parts
        .disk()
        .setNoRoom(index.usedBytes() >= config.quotaBytes() || freeBytes() < config.minFreeBytes());
  }

  private boolean evict(long target) {
    try {
      return evictTo(target, id -> false) > 0;
    } catch (IOException e) {
      parts.disk().failed("making room", e);
      return false;
    }
  }

  /** Evicts until {@code bytes} are left or nothing more may go; returns the bytes freed. */
  long evictTo(long bytes, Predicate<BlobId> keep) throws IOException {
    Set<BlobId> pinned = pins.get();
    Predicate<BlobId> kept = id -> keep.test(id) || pinned.contains(id) || isHeld(id);
    long freed = 0;
    for (BlobId victim : EvictionPolicy.victims(index.statuses(), bytes, kept)) {
      IndexEntry entry = index.get(victim);
      if (deleteIfIdle(victim)) {
        freed += entry == null ? 0 : entry.presentBytes();
        parts.events().evictedBlobs.increment();
        log.info("Evicted blob {}", victim);
      }
    }
    return freed;
  }

  /**
   * Deletes a blob that nobody has open. Who opens it meanwhile waits and gets it anew: on a blob
   * that is deleted nothing could be kept of all that he reads.
   */
  private boolean deleteIfIdle(BlobId id) throws IOException {
    IndexEntry entry = index.get(id);
    if (entry == null) {
      return false;
    }
    OpenBlob blob = open.hold(id, entry.sizeBytes());
    if (!blob.closeToOthers()) {
      blob.release();
      return false;
    }
    try {
      forget(blob);
    } finally {
      open.forget(blob); // also when its files cannot be deleted: others wait for this
      blob.closeNow();
    }
    return true;
  }

  /** Deletes by way of the open blob, so that whoever opens it at this moment takes part. */
  boolean delete(BlobId id) throws IOException {
    IndexEntry entry = index.get(id);
    if (entry == null) {
      return false;
    }
    OpenBlob blob = open.hold(id, entry.sizeBytes());
    try {
      forget(blob);
    } finally {
      blob.release();
    }
    return true;
  }

  /** Removes what is left of a blob that is open; who holds it goes on with the file it has. */
  void forget(OpenBlob blob) throws IOException {
    blob.store().delete();
    // Before the open one goes: who opens it anew must get a new entry.
    index.remove(blob.id());
    open.forget(blob);
    blob.detach();
    removed.accept(blob.id());
  }

  private boolean isHeld(BlobId id) {
    OpenBlob blob = open.get(id);
    return blob != null && !blob.isIdle();
  }

  private long freeBytes() {
    try {
      return Files.getFileStore(parts.paths().blobs()).getUsableSpace();
    } catch (IOException e) {
      // The writes themselves will tell.
      return Long.MAX_VALUE;
    }
  }
}
