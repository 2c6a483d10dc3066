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

  /** Returns the blob, held once for the caller. Waits for one that is just being closed. */
  OpenBlob hold(BlobId id, long sizeBytes) throws IOException {
    while (true) {
      OpenBlob[] fresh = new OpenBlob[1];
      // The entry is taken inside: a deletion in between would leave us one that the index lost.
      OpenBlob known = open.computeIfAbsent(id, key -> fresh[0] = make(id, sizeBytes));
      if (known == fresh[0] || known.retain()) {
        return known;
      }
      known.awaitClosed();
    }
  }

  private OpenBlob make(BlobId id, long sizeBytes) {
    return new OpenBlob(id, sizeBytes, parts, index.obtain(id, sizeBytes, parts.clock().millis()));
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
