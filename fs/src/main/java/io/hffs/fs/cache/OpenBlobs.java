package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The blobs that are open, one object each. A blob that nobody holds stays for a while, so that the
 * next open of it is free. Thread-safe; no I/O inside the map.
 */
final class OpenBlobs {

  private final CacheParts parts;
  private final BlobIndex index;
  private final ConcurrentMap<BlobId, OpenBlob> open = new ConcurrentHashMap<>();

  OpenBlobs(CacheParts parts, BlobIndex index) {
    this.parts = parts;
    this.index = index;
  }

  /**
   * Returns the blob, held once for the caller. Blocks on the local disk when it must be opened.
   */
  OpenBlob hold(BlobId id, long sizeBytes) throws IOException {
    while (true) {
      OpenBlob known = open.get(id);
      if (known == null) {
        IndexEntry entry = index.obtain(id, sizeBytes, parts.clock().millis());
        OpenBlob fresh = new OpenBlob(id, sizeBytes, parts, entry);
        known = open.putIfAbsent(id, fresh);
        if (known == null) {
          fresh.load();
          return fresh;
        }
      }
      if (!known.retain()) {
        known.awaitClosed();
        continue;
      }
      try {
        known.awaitLoaded();
        return known;
      } catch (IOException e) {
        known.release();
        throw e;
      }
    }
  }

  @Nullable OpenBlob get(BlobId id) {
    return open.get(id);
  }

  Collection<OpenBlob> all() {
    return open.values();
  }

  /** Closes a blob that nobody holds; false when somebody does, or it is not yet recorded. */
  boolean closeIfIdle(OpenBlob blob) {
    if (!blob.closeIfIdle()) {
      return false;
    }
    forget(blob);
    return true;
  }

  /** Lets go of a blob; who holds it keeps it, who comes next gets a new one. */
  void forget(OpenBlob blob) {
    open.remove(blob.id(), blob);
    blob.markGone();
  }
}
