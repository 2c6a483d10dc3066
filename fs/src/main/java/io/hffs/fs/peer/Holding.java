package io.hffs.fs.peer;

import io.hffs.fs.repo.BlobId;
import java.util.BitSet;

/**
 * What a machine has of one blob, in chunks of {@link PeerProtocol#CHUNK_BYTES}.
 *
 * @param chunks which it can give; not to be changed
 * @param growing whether it is fetching more of it at this moment
 */
public record Holding(BlobId blob, long sizeBytes, BitSet chunks, boolean growing) {

  public Holding {
    if (sizeBytes < 0 || chunks.length() > count(sizeBytes)) {
      throw new IllegalArgumentException("more chunks than " + sizeBytes + " bytes have");
    }
  }

  /** All of a blob. */
  public static Holding complete(BlobId blob, long sizeBytes) {
    BitSet chunks = new BitSet();
    chunks.set(0, Math.toIntExact(count(sizeBytes)));
    return new Holding(blob, sizeBytes, chunks, false);
  }

  /** Returns how many chunks a blob of this size has. */
  public static long count(long sizeBytes) {
    return sizeBytes / PeerProtocol.CHUNK_BYTES
        + (sizeBytes % PeerProtocol.CHUNK_BYTES == 0 ? 0 : 1); // never overflows
  }

  public boolean isComplete() {
    return chunks.cardinality() == count(sizeBytes);
  }

  /** Returns how many bytes it has. */
  public long heldBytes() {
    long count = count(sizeBytes);
    long bytes = (long) chunks.cardinality() * PeerProtocol.CHUNK_BYTES;
    boolean hasLast = count > 0 && chunks.get((int) (count - 1));
    return hasLast ? bytes - (count * PeerProtocol.CHUNK_BYTES - sizeBytes) : bytes;
  }
}
