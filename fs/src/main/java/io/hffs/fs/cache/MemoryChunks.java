package io.hffs.fs.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.Provenance;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that could not be written to disk, the last few of them, so that the next read of the same
 * chunk does not fetch it again. Empty while the disk is well. Thread-safe.
 */
final class MemoryChunks {

  private static final long MAX_BYTES = 64L << 20;

  private record Key(BlobId blob, int chunk) {}

  /** All bytes of a chunk. */
  record Kept(ByteBuffer bytes, Provenance provenance) {}

  private final Cache<Key, Kept> chunks;
  private volatile boolean used;

  MemoryChunks() {
    chunks =
        Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key key, Kept kept) -> kept.bytes().capacity() + 64)
            .build();
  }

  void put(BlobId blob, int chunk, byte[] bytes, Provenance provenance) {
    used = true;
    chunks.put(new Key(blob, chunk), new Kept(ByteBuffer.wrap(bytes), provenance));
  }

  @Nullable Kept get(BlobId blob, int chunk) {
    return used ? chunks.getIfPresent(new Key(blob, chunk)) : null;
  }

  /** Returns the chunks of a blob that are here at this moment. */
  List<Integer> chunksOf(BlobId blob) {
    return chunks.asMap().keySet().stream()
        .filter(key -> key.blob().equals(blob))
        .map(Key::chunk)
        .toList();
  }

  void remove(BlobId blob, int chunk) {
    chunks.invalidate(new Key(blob, chunk));
  }

  void removeAll(BlobId blob) {
    chunks.asMap().keySet().removeIf(key -> key.blob().equals(blob));
  }
}
