package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.Share;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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

  /** So many that are missing are fetched ahead, so that machines pass on what they have early. */
  private static final int SEGMENTS_AHEAD = 16;

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
  private volatile boolean loaded;
  private volatile boolean originOnly;
  private volatile @Nullable Share share;
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

  /** Closes the files whoever holds it; for the end of the cache. */
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

  // Fetching.

  /** Claims what is absent in {@code range} and queues it. Returns at once. */
  List<Gap> fetch(ByteRange range, FetchPriority priority, BlobRef place) {
    List<Gap> gaps = claim(range, priority);
    if (!gaps.isEmpty()) {
      parts.changed().accept(id);
    }
    for (Gap gap : gaps) {
      // Cannot fail: the caller holds this blob.
      boolean held = retain();
      assert held;
      parts.fetches().submit(new PartFetch(this, place, gap, parts));
    }
    return gaps;
  }

  private List<Gap> claim(ByteRange range, FetchPriority priority) {
    Share parted = share;
    if (parted != null) {
      List<Gap> gaps = new ArrayList<>();
      for (long start = range.start(); start < range.end(); ) {
        long end = (start / parted.segmentBytes() + 1) * parted.segmentBytes();
        ByteRange piece = new ByteRange(start, Math.min(range.end(), end));
        gaps.addAll(tracker().claim(piece, parted.segmentBytes(), priority));
        start = end;
      }
      return gaps;
    }
    long partBytes =
        priority == FetchPriority.CRITICAL
            ? FetchPacing.MAX_PART_BYTES // wanted now, from its beginning: one request
            : parts.pacing().partBytes(range.length());
    return tracker().claim(range, partBytes, priority);
  }

  /**
   * Has the next segments fetched that this machine is to fetch, and those next that others are
   * about to have, as far as that is not under way. From now on all is asked for by segments: what
   * machines part they had best have in order.
   */
  void fetchShare(Share parted, BlobRef place) {
    share = parted;
    int ours = 0;
    int missing = 0;
    long segments = (grid.sizeBytes() + parted.segmentBytes() - 1) / parted.segmentBytes();
    for (long i = 0; i < segments && ours < parted.atOnce(); i++) {
      long start = i * parted.segmentBytes();
      ByteRange segment =
          new ByteRange(start, Math.min(grid.sizeBytes(), start + parted.segmentBytes()));
      if (tracker().isHeld(segment)) {
        continue;
      }
      missing++;
      boolean isOurs = parted.isOurs(i);
      if (isOurs || missing <= SEGMENTS_AHEAD) {
        fetch(segment, FetchPriority.BULK, place);
      }
      ours += isOurs ? 1 : 0;
    }
  }

  /** Tells whether the word of a paired device will do for its chunks. */
  boolean takesAttested() {
    return !originOnly && !parts.config().strict();
  }

  /** From now on its chunks are fetched from the origin or a mirror. */
  void requireOrigin() {
    originOnly = true;
  }

  /** Makes what is pending of {@code range} at least this urgent. */
  void raise(ByteRange range, FetchPriority priority) {
    for (Gap gap : tracker().pending(range)) {
      if (priority.isMoreUrgentThan(gap.priority())) {
        gap.raiseTo(priority);
        parts.fetches().promote(gap);
      }
    }
  }

  /**
   * Sees to it that a gap comes soon for a reader that wants the bytes from {@code offset} of it. A
   * part that waits in the queue is cut there, so that the reader does not wait for what lies
   * before.
   */
  void hurry(Gap gap, long offset) {
    if (gap.priority() == FetchPriority.CRITICAL) {
      return;
    }
    FetchPriority before = gap.priority();
    PartFetch queued = parts.fetches().withdraw(gap);
    long cut = grid.rangeOf(grid.indexOf(offset)).start();
    if (queued != null && cut > gap.range().start() && tracker().withdraw(gap)) {
      fetch(new ByteRange(cut, gap.range().end()), FetchPriority.CRITICAL, queued.place());
      fetch(new ByteRange(gap.range().start(), cut), before, queued.place());
      queued.dismiss();
      return;
    }
    gap.raiseTo(FetchPriority.CRITICAL);
    if (queued != null) {
      parts.fetches().submit(queued);
    } else {
      parts.fetches().promote(gap);
    }
  }

  /** Forgets the parts that wait to be fetched and that no reader waits for. */
  void forgetQueued() {
    // One that has begun goes on, and waits for its next attempt as long as it was told to.
    for (PartFetch part :
        parts.fetches().withdrawAll(part -> part.blob() == this && !part.gap().hasBegun())) {
      if (tracker().withdraw(part.gap())) {
        part.dismiss();
      } else {
        parts.fetches().submit(part);
      }
    }
  }

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
