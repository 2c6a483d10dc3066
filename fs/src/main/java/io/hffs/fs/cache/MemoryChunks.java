package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.Provenance;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that could not be written to disk, the last few of them, so that the next read of the same
 * chunk does not fetch it again. Empty while the disk is well. Thread-safe.
 *
 * <p>The least recently used goes first. A cache that keeps what was asked for often is no use: it
 * keeps chunks that were read to their end, and drops those that were fetched ahead.
 */
final class MemoryChunks {

  private static final long MAX_BYTES = 64L << 20;

  /** So much ahead of its reader is still here when that comes, with some readers side by side. */
  static final long AHEAD_BYTES = MAX_BYTES / 4;

  private record Key(BlobId blob, int chunk) {}

  /** All bytes of a chunk. */
  record Kept(ByteBuffer bytes, Provenance provenance) {}

  private final Map<Key, Kept> chunks = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private volatile boolean used;

  synchronized void put(BlobId blob, int chunk, byte[] content, Provenance provenance) {
    used = true;
    forget(chunks.put(new Key(blob, chunk), new Kept(ByteBuffer.wrap(content), provenance)));
    bytes += content.length;
    Iterator<Kept> eldest = chunks.values().iterator();
    while (bytes > MAX_BYTES) {
      forget(eldest.next());
      eldest.remove();
    }
  }

  @Nullable Kept get(BlobId blob, int chunk) {
    return used ? find(new Key(blob, chunk)) : null;
  }

  private synchronized @Nullable Kept find(Key key) {
    return chunks.get(key);
  }

  /** Returns the chunks of a blob that are here at this moment. */
  synchronized List<Integer> chunksOf(BlobId blob) {
    return chunks.keySet().stream().filter(key -> key.blob().equals(blob)).map(Key::chunk).toList();
  }

  synchronized void remove(BlobId blob, int chunk) {
    forget(chunks.remove(new Key(blob, chunk)));
  }

  synchronized void removeAll(BlobId blob) {
    for (int chunk : chunksOf(blob)) {
      remove(blob, chunk);
    }
  }

  private void forget(@Nullable Kept gone) {
    bytes -= gone == null ? 0 : gone.bytes().capacity();
  }
}
