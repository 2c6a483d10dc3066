package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lease on a blob for other machines: gives only chunks that are on this disk and that came from
 * the origin or were proven, never those for which there is only a device's word, and never
 * fetches. Thread-safe.
 */
public final class SharedBlob implements AutoCloseable {

  private final OpenBlob blob;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over one hold of {@code blob}. */
  SharedBlob(OpenBlob blob) {
    this.blob = blob;
    blob.lease();
  }

  public BlobId id() {
    return blob.id();
  }

  public long sizeBytes() {
    return blob.grid().sizeBytes();
  }

  /** Returns the grain of what is shared; only the last chunk may be shorter. */
  public int chunkBytes() {
    return blob.grid().chunkBytes();
  }

  /** Returns which chunks can be given. */
  public BitSet chunks() {
    BitSet chunks = new BitSet(blob.grid().count());
    if (blob.isComplete()) {
      chunks.set(0, blob.grid().count());
      return chunks;
    }
    blob.tracker().addHeldTo(chunks);
    for (int chunk = chunks.nextSetBit(0); chunk >= 0; chunk = chunks.nextSetBit(chunk + 1)) {
      if (blob.store().attestorOf(chunk) != 0) {
        chunks.clear(chunk);
      }
    }
    return chunks;
  }

  /** Tells whether all bytes of the range can be given. */
  public boolean has(ByteRange range) {
    if (range.isEmpty() || range.end() > sizeBytes()) {
      return false;
    }
    if (blob.isComplete()) {
      return true;
    }
    for (int chunk = blob.grid().indexOf(range.start());
        chunk < blob.grid().endIndexOf(range);
        chunk++) {
      if (!has(chunk)) {
        return false;
      }
    }
    return true;
  }

  private boolean has(int chunk) {
    return blob.tracker().isHeld(blob.grid().rangeOf(chunk)) && blob.store().attestorOf(chunk) == 0;
  }

  /** Tells whether this machine is fetching more of it at this moment. */
  public boolean isGrowing() {
    return !blob.isComplete() && !blob.tracker().pending(blob.grid().whole()).isEmpty();
  }

  /**
   * Reads a whole chunk into {@code target}, which is cleared before and flipped after. Blocks on
   * the disk. What is not what was written once is not given.
   *
   * @param target with room for {@link #chunkBytes}
   * @throws FileNotFoundException when the chunk cannot be given (any more)
   */
  public void readChunk(int chunk, ByteBuffer target) throws IOException {
    target.clear().limit(blob.grid().lengthOf(chunk));
    AdoptedFile adopted = blob.adoption().file();
    if (adopted != null) {
      adopted.read(blob.grid().rangeOf(chunk).start(), target);
      target.flip();
      return;
    }
    if (has(chunk)) {
      if (blob.integrity().chunkHolds(chunk, target)) {
        blob.tracker().confirm(chunk);
        return;
      }
      blob.integrity().dropChunk(chunk);
    }
    throw new FileNotFoundException("chunk " + chunk + " of blob " + id() + " is not shared");
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      blob.endLease();
    }
  }
}
