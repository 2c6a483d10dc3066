package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One blob in use: the object in which all its readers meet. Counted: leases, fetches and checks
 * hold it; when none does it is idle, and only then may it be closed.
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
  private final CountDownLatch loaded = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean checking = new AtomicBoolean();
  private final Set<BlobRef> places = ConcurrentHashMap.newKeySet();
  private final Set<BlobRef> published = ConcurrentHashMap.newKeySet();
  private final AtomicInteger mismatches = new AtomicInteger();
  private final AtomicReference<@Nullable CountDownLatch> adoption = new AtomicReference<>();
  private volatile @Nullable IOException broken;
  private volatile @Nullable AdoptedFile adopted;
  private volatile boolean detached;
  private volatile long idleSinceMillis;

  /** Makes it held once, by the caller, who must call {@link #load} before anybody reads. */
  OpenBlob(BlobId id, long sizeBytes, CacheParts parts, IndexEntry entry) {
    this.id = id;
    this.grid = ChunkGrid.of(sizeBytes);
    this.parts = parts;
    this.entry = entry;
    this.tracker = new PresenceTracker(grid);
    this.store = new StoredBlob(id, grid, parts.paths());
    this.idleSinceMillis = parts.clock().millis();
  }

  /** Reads what is on disk. What cannot be read is absent; that is no error. */
  void load() {
    try {
      store.open(tracker);
      entry.update(tracker.presentBytes(), store.isComplete());
    } catch (IOException e) {
      parts.disk().failed("opening " + id, e);
    } finally {
      loaded.countDown();
    }
    if (grid.count() == 0 && !store.isComplete() && retain()) {
      checkNow();
    } else if (tracker.isFull() && !store.isComplete()) {
      checkWhole();
    }
  }

  /** Waits for {@link #load} of another thread, which blocks on the local disk only. */
  void awaitLoaded() throws IOException {
    Latches.await(loaded, "opening " + id);
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

  StoredBlob store() {
    return store;
  }

  PresenceTracker tracker() {
    return tracker;
  }

  CacheParts parts() {
    return parts;
  }

  boolean isComplete() {
    return entry.isComplete() || adopted != null;
  }

  /** Returns the verified copy in somebody else's cache that serves the reads, if one does. */
  @Nullable AdoptedFile adopted() {
    return adopted;
  }

  void adopt(AdoptedFile file) {
    adopted = file;
  }

  /** Readers wait for {@link #endAdoption} from now on; false when one is under way or was. */
  boolean beginAdoption() {
    return adoption.compareAndSet(null, new CountDownLatch(1));
  }

  void endAdoption() {
    CountDownLatch latch = adoption.get();
    if (latch != null) {
      latch.countDown();
    }
  }

  /**
   * Waits while an existing download of this blob is verified, at most until {@code deadlineNanos}.
   * Returns whether one was adopted.
   */
  boolean awaitAdoption(long deadlineNanos) throws IOException {
    CountDownLatch latch = adoption.get();
    if (latch == null) {
      return false;
    }
    try {
      boolean ended = latch.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      return ended && adopted != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an existing download was verified");
    }
  }

  void abandonAdopted(AdoptedFile file) {
    if (adopted == file) {
      adopted = null;
      file.abandon();
      log.info("{} changed or went away; fetching its blob instead", file.path());
    }
  }

  long presentBytes() {
    return adopted != null ? grid.sizeBytes() : tracker.presentBytes();
  }

  /** Throws when the source gave wrong bytes for this blob twice. */
  void requireSound() throws IOException {
    IOException reason = broken;
    if (reason != null) {
      throw reason;
    }
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

  /** Notes a place that leads here; false when it was known. */
  boolean addPlace(BlobRef place) {
    return places.add(place);
  }

  /** Returns the places that the listeners were not yet told of, once each. */
  List<BlobRef> takeUnpublished() {
    return places.stream().filter(published::add).toList();
  }

  void touch() {
    entry.touch(parts.clock().millis());
  }

  // Fetching.

  /** Claims what is absent in {@code range} and queues it. Returns at once. */
  List<Gap> fetch(ByteRange range, FetchPriority priority, BlobRef place) {
    List<Gap> gaps = tracker.claim(range, parts.config().partBytes(), priority);
    for (Gap gap : gaps) {
      // Cannot fail: the caller holds this blob.
      boolean held = retain();
      assert held;
      parts.fetches().submit(new PartFetch(this, place, gap, parts));
    }
    return gaps;
  }

  /**
   * Sees to it that a gap comes soon for a reader that wants {@code needed} of it. A part that
   * waits in the queue is cut up, so that the reader does not wait for the rest of it.
   */
  void hurry(Gap gap, ByteRange needed) {
    if (gap.priority() == FetchPriority.CRITICAL) {
      return;
    }
    FetchPriority before = gap.priority();
    PartFetch queued = parts.fetches().withdraw(gap);
    if (queued != null && tracker.withdraw(gap)) {
      fetch(
          grid.covering(needed).intersection(gap.range()), FetchPriority.CRITICAL, queued.place());
      fetch(gap.range(), before, queued.place());
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
    for (PartFetch part : parts.fetches().withdrawAll(part -> part.blob() == this)) {
      if (tracker.withdraw(part.gap())) {
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
    if (store.acceptsWrites()) {
      parts.disk().failed("writing " + id, cause);
      parts.syncSoon().run();
    }
  }

  /** Writes a chunk that is only in memory, now that the disk takes it again. */
  void writeBack(int chunk, byte[] bytes) {
    if (!parts.disk().mayWrite() || !store.acceptsWrites()) {
      return;
    }
    for (Gap gap : tracker.claim(grid.rangeOf(chunk), grid.chunkBytes(), FetchPriority.CRITICAL)) {
      try {
        store.write(gap.range().start(), ByteBuffer.wrap(bytes));
        chunkWritten(chunk, StoredBlob.checksum(ByteBuffer.wrap(bytes)));
        gap.present(chunk);
        gap.progress(gap.range().end());
        parts.memory().remove(id, chunk);
        if (grid.count() == 1) {
          digestMatched(); // It was checked before it came into memory.
        }
      } catch (IOException e) {
        writeFailed(e);
        gap.keepInMemory(chunk, bytes);
        gap.progress(gap.range().end());
      } finally {
        gap.finish();
      }
      partFetched();
    }
  }

  void chunkWritten(int chunk, int checksum) {
    store.chunkWritten(chunk, checksum, parts.clock().millis());
    if (store.dirtyBytes() >= parts.config().syncBytes()) {
      parts.syncSoon().run();
    }
  }

  void digestMatched() {
    store.digestMatched(parts.clock().millis());
    entry.update(tracker.presentBytes(), true);
    parts.syncSoon().run();
  }

  /** Called when a part has come in whole. */
  void partFetched() {
    entry.update(tracker.presentBytes(), store.isComplete());
    if (tracker.isFull() && !store.isComplete()) {
      checkWhole();
    }
  }

  // Checking.

  /**
   * Checks a chunk that an earlier run recorded, before its first use in this one: it is then
   * present, or absent when it is not what was recorded.
   */
  void checkRecorded(int chunk) {
    ByteBuffer bytes = parts.buffers().take();
    try {
      if (chunkHolds(chunk, bytes)) {
        tracker.confirm(chunk);
      } else if (tracker.reject(chunk)) {
        chunkBad(chunk);
      }
    } finally {
      parts.buffers().give(bytes);
    }
  }

  /** Makes a chunk absent that is present or recorded but cannot be used. */
  void dropChunk(int chunk) {
    if (tracker.drop(chunk)) {
      chunkBad(chunk);
    }
  }

  /** Reads a chunk into {@code bytes} and compares its checksum. */
  boolean chunkHolds(int chunk, ByteBuffer bytes) {
    bytes.clear().limit(grid.lengthOf(chunk));
    try {
      store.read(grid.rangeOf(chunk).start(), bytes);
    } catch (IOException e) {
      parts.disk().failed("reading " + id, e);
      return false;
    }
    bytes.flip();
    return store.checksumHolds(chunk, bytes);
  }

  /** The digest of the whole matched: record it. */
  void wholeMatched() {
    for (int chunk = 0; chunk < grid.count(); chunk++) {
      tracker.confirm(chunk);
    }
    if (!store.isComplete()) {
      digestMatched();
    }
  }

  /**
   * All chunks hold but they are not the blob: the source gave other bytes. Drops them all; the
   * second time the blob is given up until it is opened again.
   */
  void wholeDiffers() throws IOException {
    parts.events().digestMismatches.increment();
    boolean again = mismatches.incrementAndGet() > 1;
    log.warn(
        "All of blob {} was fetched and its digest does not match; dropping it{}",
        id,
        again ? ". It was the second time: not fetching it again" : " and fetching it again");
    if (again) {
      broken =
          new SourceException(
              Kind.CORRUPT, "the bytes that the source has for blob " + id + " are not that blob");
    }
    store.reset();
    for (int chunk = 0; chunk < grid.count(); chunk++) {
      tracker.drop(chunk);
    }
    entry.update(0, false);
    Optional<BlobRef> place = places.stream().findAny();
    if (!again && place.isPresent()) {
      fetch(grid.whole(), FetchPriority.BULK, place.get());
    }
  }

  /** Has the whole digest computed in the background, once at a time. */
  private void checkWhole() {
    if (!checking.compareAndSet(false, true)) {
      return;
    }
    boolean held = retain();
    assert held;
    try {
      parts.verifier().execute(this::checkNow);
    } catch (RejectedExecutionException e) {
      // Closing: the next start finds all chunks there and checks then.
      release();
    }
  }

  private void checkNow() {
    try {
      new BlobCheck(this).run();
    } catch (IOException e) {
      parts.disk().failed("checking " + id, e);
    } finally {
      checking.set(false);
      release();
    }
  }

  private void chunkBad(int chunk) {
    parts.events().rejectedChunks.increment();
    log.warn("Chunk {} of blob {} on disk is damaged; fetching it again", chunk, id);
    store.chunkBad(chunk, parts.clock().millis());
    entry.update(tracker.presentBytes(), false);
  }

  private void closeFiles() {
    try {
      store.close();
    } catch (IOException e) {
      log.warn("Closing blob {}: {}", id, e.toString());
    }
    AdoptedFile file = adopted;
    if (file != null) {
      file.close();
    }
  }

  @Override
  public String toString() {
    return "blob " + id + ", " + presentBytes() + " of " + grid.sizeBytes() + " bytes";
  }
}
