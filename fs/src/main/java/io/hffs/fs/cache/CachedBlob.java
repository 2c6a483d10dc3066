package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lease on a blob: as long as it is open the blob is not evicted, and its bytes can be read.
 * Thread-safe; all leases of one blob share what is fetched.
 *
 * <p>A reading thread must not be interrupted: it is seen late, and costs others a re-open.
 */
public final class CachedBlob implements AutoCloseable {

  private final OpenBlob blob;
  private final BlobRef ref;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over one hold of {@code blob}. */
  CachedBlob(OpenBlob blob, BlobRef ref) {
    this.blob = blob;
    this.ref = ref;
    blob.lease();
  }

  public BlobRef ref() {
    return ref;
  }

  /** Returns how many bytes of it are on this machine. Takes no lock. */
  public long presentBytes() {
    return blob.presentBytes();
  }

  /** Returns a lease of its own on what of it may be given to others. */
  SharedBlob share() {
    // Cannot fail: this lease holds it.
    boolean held = blob.retain();
    assert held;
    return new SharedBlob(blob);
  }

  /** Tells whether these bytes can be read without fetching. */
  public boolean isPresent(ByteRange range) {
    return range.isEmpty() || blob.adoption().file() != null || blob.tracker().isHeld(range);
  }

  /** Tells whether all of it is here and its digest was verified. */
  public boolean isComplete() {
    return blob.isComplete();
  }

  /**
   * Returns how many bytes it makes sense to fetch ahead of a reader: any, or only a few while the
   * disk takes none and what is fetched is kept in memory.
   */
  public long usefulAheadBytes() {
    boolean onDisk = blob.parts().disk().mayWrite() && blob.store().acceptsWrites();
    return onDisk ? Long.MAX_VALUE : MemoryChunks.AHEAD_BYTES;
  }

  /**
   * Has the absent chunks of {@code range} fetched, at least as urgently as asked for, unless a
   * file of the user's Hugging Face cache may serve them. Returns at once, and what fails is not
   * told: the read will find out.
   */
  public void prefetch(ByteRange range, FetchPriority priority) {
    ByteRange inside = range.intersection(blob.grid().whole());
    boolean adopted = blob.adoption().isUndecided() || blob.adoption().file() != null;
    if (!inside.isEmpty() && !adopted && !closed.get()) {
      blob.fetches().fetch(inside, priority, ref);
      blob.fetches().raise(inside, priority);
    }
  }

  /**
   * Fills {@code target}, from its position to its limit, with the bytes from {@code offset};
   * fetches what is absent. When all is present it takes no lock and does one read of the file.
   *
   * @param target any buffer; its remaining bytes must lie within the blob
   * @param deadline how long to wait at most for bytes to come
   * @throws ReadTimeoutException when the deadline passed; the fetch goes on
   * @throws io.hffs.fs.source.SourceException when the source cannot give them
   * @throws IndexOutOfBoundsException when the blob has no such bytes
   */
  public void read(long offset, ByteBuffer target, Duration deadline) throws IOException {
    if (offset < 0 || offset + target.remaining() > ref.sizeBytes()) {
      throw new IndexOutOfBoundsException(
          offset + "+" + target.remaining() + " of " + ref.sizeBytes() + " bytes");
    }
    if (!target.hasRemaining()) {
      return;
    }
    // A read by an interrupted thread would close the channel for everybody.
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted before reading " + ref.id());
    }
    blob.touch();
    ByteRange needed = ByteRange.ofLength(offset, target.remaining());
    if (readHere(needed, target)) {
      return;
    }
    long now = System.nanoTime();
    long deadlineNanos = now + deadline.toNanos();
    // Half of the time for a file that is here and only has to be verified, the rest to fetch it.
    if (blob.adoption().await(now + deadline.toNanos() / 2) && readHere(needed, target)) {
      return;
    }
    new BlobRead(blob, ref, needed, target, deadlineNanos).run();
  }

  private boolean readHere(ByteRange needed, ByteBuffer target) {
    AdoptedFile adopted = blob.adoption().file();
    if (adopted != null) {
      try {
        adopted.read(needed.start(), target);
        return true;
      } catch (IOException e) {
        blob.adoption().abandon(adopted);
      }
    }
    if (!blob.tracker().isPresent(needed)) {
      return false;
    }
    try {
      blob.store().read(needed.start(), target);
      return true;
    } catch (IOException e) {
      // The slow way finds out which chunk is lost and fetches it.
      return false;
    }
  }

  /**
   * Gives the lease back. Never blocks. What is being fetched comes to its end; what still waits to
   * be fetched is forgotten when nobody has taken a lease for some seconds.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      blob.endLease();
    }
  }
}
