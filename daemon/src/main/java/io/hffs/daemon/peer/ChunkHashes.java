package io.hffs.daemon.peer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hffs.fs.cache.SharedBlob;
import io.hffs.fs.peer.ChunkHash;
import io.hffs.fs.repo.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The hashes of chunks that were given lately, so that a file that many machines take is hashed
 * once. Thread-safe.
 */
final class ChunkHashes {

  /** For 100 GiB: some 15 MB of memory. */
  private static final int MAX_CHUNKS = 100_000;

  private record Key(BlobId blob, int chunk) {}

  private final Cache<Key, ByteBuffer> hashes =
      Caffeine.newBuilder().maximumSize(MAX_CHUNKS).build();

  /**
   * Returns the SHA-256 of a chunk.
   *
   * @param buffer of a chunk's size, to read it into
   */
  ByteBuffer of(SharedBlob blob, int chunk, ByteBuffer buffer) throws IOException {
    Key key = new Key(blob.id(), chunk);
    ByteBuffer known = hashes.getIfPresent(key);
    if (known == null) {
      blob.readChunk(chunk, buffer);
      known = ByteBuffer.wrap(ChunkHash.of(buffer)).asReadOnlyBuffer();
      hashes.put(key, known);
    }
    return known.duplicate();
  }

  /** Forgets a blob that may come in other bytes the next time. */
  void forget(BlobId blob) {
    hashes.asMap().keySet().removeIf(key -> key.blob().equals(blob));
  }
}
