package io.hffs.fs.peer;

import io.hffs.fs.repo.BlobId;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a machine has of one blob, in chunks of {@link PeerProtocol#CHUNK_BYTES}.
 *
 * @param chunks which it can give; not to be changed. Null for all of them: bits would be memory
 *     for a size that is only claimed
 * @param growing whether it is fetching more of it at this moment; false when it has all
 */
public record Holding(BlobId blob, long sizeBytes, @Nullable BitSet chunks, boolean growing) {

  public Holding {
    if (sizeBytes < 0 || (chunks != null && chunks.length() > count(sizeBytes))) {
      throw new IllegalArgumentException("more chunks than " + sizeBytes + " bytes have");
    }
    if (chunks == null || chunks.cardinality() == count(sizeBytes)) {
      chunks = null;
      growing = false;
    }
  }

  /** All of a blob. */
  public static Holding complete(BlobId blob, long sizeBytes) {
    return new Holding(blob, sizeBytes, null, false);
  }

  /** Returns how many chunks a blob of this size has. */
  public static long count(long sizeBytes) {
    return sizeBytes / PeerProtocol.CHUNK_BYTES
        + (sizeBytes % PeerProtocol.CHUNK_BYTES == 0 ? 0 : 1); // never overflows
  }

  public boolean isComplete() {
    return chunks == null;
  }

  /** Returns how many chunks it has. */
  long heldChunks() {
    return chunks == null ? count(sizeBytes) : chunks.cardinality();
  }

  /** Returns the first chunk from {@code chunk} on that it does not have. */
  long firstMissing(long chunk) {
    return chunks == null
        ? Math.max(chunk, count(sizeBytes))
        : chunks.nextClearBit((int) Math.min(chunk, count(sizeBytes)));
  }

  /** Returns how many bytes it has. */
  public long heldBytes() {
    if (chunks == null) {
      return sizeBytes;
    }
    long count = count(sizeBytes);
    long bytes = (long) chunks.cardinality() * PeerProtocol.CHUNK_BYTES;
    boolean hasLast = count > 0 && chunks.get((int) (count - 1));
    return hasLast ? bytes - (count * PeerProtocol.CHUNK_BYTES - sizeBytes) : bytes;
  }
}
