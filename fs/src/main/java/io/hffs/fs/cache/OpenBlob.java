package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.Provenance;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One blob in use: the object in which all its readers meet. Counted: leases, fetches and checks
 * hold it; when none does it is idle, and only then may it be closed.
 *
 * <p>Its files are opened when somebody first wants to know of its bytes: who only opens and closes
 * a small file, whose content the kernel has, costs the disk nothing.
 *
 * <p>Thread-safe.
 */
final class OpenBlob {

  private static final Logger log = LoggerFactory.getLogger(OpenBlob.class);
  private static final int CLOSED = -1;

  private final BlobId id;
  private final ChunkGrid grid;
  private final CacheParts parts;
  private final IndexEntry entry;
  private final PresenceTracker tracker;
  private final StoredBlob store;
  private final AtomicInteger holders = new AtomicInteger(1);
  private final AtomicInteger leases = new AtomicInteger();
  private final Object loading = new Object();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BlobPlaces places = new BlobPlaces();
  private final BlobIntegrity integrity;
  private final AdoptionSlot adoption;
  private final BlobFetches fetches;
  private volatile boolean loaded;
  private volatile boolean detached;
  private volatile long idleSinceMillis;

  /** Makes it held once, by the caller. No I/O. */
  OpenBlob(BlobId id, long sizeBytes, CacheParts parts, IndexEntry entry) {
    this.id = id;
    this.grid = ChunkGrid.of(sizeBytes);
    this.parts = parts;
    this.entry = entry;
    this.tracker = new PresenceTracker(grid);
    this.store = new StoredBlob(id, grid, parts.paths());
    this.integrity = new BlobIntegrity(this);
    this.adoption = new AdoptionSlot();
    this.fetches = new BlobFetches(this, parts);
    this.idleSinceMillis = parts.clock().millis();
  }

  /**
   * Reads what is on disk, unless that was done. What cannot be read is absent; that is no error.
   * Blocks on the local disk, also while another thread does it.
   */
  private void load() {
    synchronized (loading) {
      if (loaded) {
        return;
      }
      try {
        store.open(tracker);
      } catch (IOException e) {
        parts.disk().failed("opening " + id, e);
      } finally {
        updateEntry();
        loaded = true;
      }
    }
    integrity.checkIfWhole();
    if (store.isCompleteDurably()) {
      parts.syncSoon().accept(this); // the listeners may not know of all its places
    }
  }

  /** Tells whether its files were opened; until then nothing of it is in memory. */
  boolean isLoaded() {
    return loaded;
  }

  /** Waits until it is out of the way after it was found closed. */
  void awaitClosed() throws IOException {
    Latches.await(closed, "closing " + id);
  }

  BlobId id() {
    return id;
  }

  ChunkGrid grid() {
    return grid;
  }

  /** Opens the files if nobody did. */
  StoredBlob store() {
    if (!loaded) {
      load();
    }
    return store;
  }

  /** Opens the files if nobody did. */
  PresenceTracker tracker() {
    if (!loaded) {
      load();
    }
    return tracker;
  }

  CacheParts parts() {
    return parts;
  }

  BlobIntegrity integrity() {
    return integrity;
  }

  AdoptionSlot adoption() {
    return adoption;
  }

  BlobFetches fetches() {
    return fetches;
  }

  BlobPlaces places() {
    return places;
  }

  boolean isComplete() {
    return adoption.file() != null || store().isComplete();
  }

  long presentBytes() {
    return adoption.file() != null ? grid.sizeBytes() : tracker().presentBytes();
  }

  // Holding.

  /** Takes hold; false when it was closed meanwhile. */
  boolean retain() {
    return holders.updateAndGet(count -> count == CLOSED ? CLOSED : count + 1) != CLOSED;
  }

  void release() {
    idleSinceMillis = parts.clock().millis();
    int left = holders.updateAndGet(count -> count == CLOSED ? CLOSED : count - 1);
    if (left == 0 && detached) {
      closeDetached();
    }
  }

  /** Closes it as soon as nobody holds it: it is no longer among the open blobs. */
  void detach() {
    detached = true;
    closeDetached();
  }

  private void closeDetached() {
    if (holders.compareAndSet(0, CLOSED)) {
      closeFiles();
    }
  }

  /** Makes the caller's hold a lease. */
  void lease() {
    leases.incrementAndGet();
  }

  void endLease() {
    leases.decrementAndGet();
    release();
  }

  boolean isIdle() {
    return holders.get() == 0;
  }

  boolean isLeased() {
    return leases.get() > 0;
  }

  long idleSinceMillis() {
    return idleSinceMillis;
  }

  /** Closes it if it is idle and all is recorded; false otherwise. Maintenance thread only. */
  boolean closeIfIdle() {
    if (store.isDirtySince(Long.MAX_VALUE) || !holders.compareAndSet(0, CLOSED)) {
      return false;
    }
    try {
      // Whoever held it between the two looks may have written; from here on nobody can.
      store.sync(parts.clock().millis());
    } catch (IOException e) {
      parts.disk().failed("recording " + id, e);
    }
    closeFiles();
    return true;
  }

  /** Has whoever wants hold of it wait for its end; false when others than the caller hold it. */
  boolean closeToOthers() {
    return holders.compareAndSet(1, CLOSED);
  }

  /** Closes the files whoever holds it: at the end of the cache, or closed to others. */
  void closeNow() {
    holders.set(CLOSED);
    closeFiles();
  }

  void markGone() {
    closed.countDown();
  }

  void touch() {
    entry.touch(parts.clock().millis());
  }

  // Writing.

  /**
   * Takes note that the disk refused a write; unless it was deleted just then, which is no fault.
   */
  void writeFailed(IOException cause) {
    if (store().acceptsWrites()) {
      parts.disk().failed("writing " + id, cause);
      parts.syncSoon().accept(this);
    }
  }

  /** Writes a chunk that is only in memory, now that the disk takes it again. */
  void writeBack(int chunk, MemoryChunks.Kept kept) {
    if (tracker().isHeld(grid.rangeOf(chunk))) {
      parts.memory().remove(id, chunk); // Somebody fetched it to disk meanwhile.
      return;
    }
    if (!parts.disk().mayWrite() || !store().acceptsWrites()) {
      return;
    }
    for (Gap gap :
        tracker().claim(grid.rangeOf(chunk), grid.chunkBytes(), FetchPriority.CRITICAL)) {
      try {
        store().write(gap.range().start(), kept.bytes().duplicate());
        chunkWritten(chunk, StoredBlob.checksum(kept.bytes()), kept.provenance());
        gap.present(chunk);
        gap.progress(gap.range().end());
        parts.memory().remove(id, chunk);
        if (grid.count() == 1) {
          digestMatched(); // It was checked before it came into memory.
        }
      } catch (IOException e) {
        writeFailed(e);
        gap.keepInMemory(chunk, kept.bytes().array());
        gap.progress(gap.range().end());
      } finally {
        gap.finish();
      }
      partFetched();
    }
  }

  void chunkWritten(int chunk, int checksum, Provenance provenance) {
    store().chunkWritten(chunk, checksum, provenance, parts.clock().millis());
    parts.changed().accept(id);
    if (store().dirtyBytes() >= parts.config().syncBytes()) {
      parts.syncSoon().accept(this);
    }
  }

  void digestMatched() {
    store().digestMatched(parts.clock().millis());
    updateEntry();
    parts.syncSoon().accept(this);
  }

  /** Called when a part has come in whole. */
  void partFetched() {
    updateEntry();
    integrity.checkIfWhole();
  }

  /** Makes the index say what is on disk now; one after the other, so that the last is right. */
  synchronized void updateEntry() {
    entry.update(tracker.presentBytes(), store.isComplete());
    parts.changed().accept(id);
  }

  private void closeFiles() {
    synchronized (loading) {
      loaded = true; // nobody would close what is opened from now on
    }
    try {
      store.close();
    } catch (IOException e) {
      log.warn("Closing blob {}: {}", id, e.toString());
    }
    adoption.close();
  }

  @Override
  public String toString() {
    return "blob " + id + ", " + presentBytes() + " of " + grid.sizeBytes() + " bytes";
  }
}
