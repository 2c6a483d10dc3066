package io.hffs.fs.cache;

import io.hffs.fs.os.DaemonThreads;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The housekeeping of the cache, on one thread: syncs and records what was fetched, tells listeners
 * of complete blobs, closes blobs that nobody uses, makes room.
 */
final class Upkeep implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration MAX_WAIT = Duration.ofMinutes(2);

  /** A blob that nobody held for so long is closed; its queued parts are forgotten before. */
  private static final Duration CLOSE_AFTER = Duration.ofSeconds(30);

  private static final Duration FORGET_PARTS_AFTER = Duration.ofSeconds(10);

  /** What is to be done soon waits so long for more of its kind: small files come by hundreds. */
  private static final Duration SOON = Duration.ofMillis(20);

  /** The quota and the disk are looked after no more often while blobs come in. */
  private static final long ROOM_NANOS = Duration.ofMillis(100).toNanos();

  /** More idle blobs than this are closed at once: each has a file descriptor. */
  private static final int MAX_IDLE = 256;

  private final CacheParts parts;
  private final BlobIndex index;
  private final OpenBlobs open;
  private final Evictor evictor;
  private final List<BlobListener> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("hffs-upkeep"));
  private final AtomicBoolean soon = new AtomicBoolean();
  private final Set<OpenBlob> changed = ConcurrentHashMap.newKeySet();
  private long roomMadeNanos = System.nanoTime();

  Upkeep(CacheParts parts, BlobIndex index, OpenBlobs open) {
    this.parts = parts;
    this.index = index;
    this.open = open;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.evictor = new Evictor(parts, index, open, this::tellRemoved);
  }

  void start() {
    long periodMillis = Math.max(10, Math.min(1000, parts.config().syncInterval().toMillis() / 2));
    // Ends with the executor; a failure of one run is logged and does not end it.
    var unused =
        thread.scheduleWithFixedDelay(
            () -> guarded(this::tick), periodMillis, periodMillis, TimeUnit.MILLISECONDS);
  }

  void addListener(BlobListener listener) {
    listeners.add(listener);
  }

  void keep(Supplier<Set<BlobId>> pinned) {
    evictor.keep(pinned);
  }

  /** Has a blob synced and published soon. Returns at once. */
  void runSoon(OpenBlob blob) {
    changed.add(blob);
    if (soon.compareAndSet(false, true)) {
      try {
        var unused =
            thread.schedule(
                () -> {
                  soon.set(false);
                  guarded(this::doChanged);
                },
                SOON.toMillis(),
                TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // Closing: the last sync comes anyway.
        return;
      }
    }
  }

  void runSoonIfComplete(OpenBlob blob) {
    if (blob.isLoaded() && blob.store().isCompleteDurably() && !listeners.isEmpty()) {
      runSoon(blob);
    }
  }

  /** Syncs and publishes everything and returns when it is done. */
  void flush() throws IOException {
    await(() -> doAll(Long.MAX_VALUE));
  }

  boolean delete(BlobId id) throws IOException {
    boolean[] deleted = new boolean[1];
    await(() -> deleted[0] = evictor.delete(id));
    return deleted[0];
  }

  long evictTo(long bytes, Predicate<BlobId> keep) throws IOException {
    long[] freed = new long[1];
    await(() -> freed[0] = evictor.evictTo(bytes, keep));
    return freed[0];
  }

  private void tellRemoved(BlobId id) {
    for (BlobListener listener : listeners) {
      try {
        listener.removed(id);
      } catch (RuntimeException e) {
        log.warn("Removing what stands for blob {} elsewhere", id, e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      flush();
    } finally {
      thread.shutdown();
      for (OpenBlob blob : List.copyOf(open.all())) {
        keepLastUsed(blob);
        blob.closeNow();
        open.forget(blob);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void await(Work work) throws IOException {
    try {
      thread
          .submit(
              () -> {
                work.run();
                return true;
              })
          .get(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (TimeoutException | RejectedExecutionException e) {
      throw new IOException("the cache is busy or closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the cache worked", e);
    }
  }

  private static void guarded(Work work) {
    try {
      work.run();
    } catch (IOException | RuntimeException e) {
      // The edge of the thread: it must come again whatever happened now.
      log.warn("Upkeep of the cache failed, will try again", e);
    }
  }

  private void tick() {
    doAll(parts.clock().millis() - parts.config().syncInterval().toMillis());
  }

  private void doAll(long syncBefore) {
    writeBack(); // before the sync, so that a flush and the close record it
    long now = parts.clock().millis();
    int idle = 0;
    for (OpenBlob blob : open.all()) {
      if (blob.isLoaded()) {
        sync(blob, syncBefore, now);
        publish(blob);
      }
      idle += blob.isIdle() ? 1 : 0;
    }
    closeIdle(now, idle > MAX_IDLE);
    makeRoom();
  }

  private void doChanged() {
    long now = parts.clock().millis();
    for (Iterator<OpenBlob> blobs = changed.iterator(); blobs.hasNext(); ) {
      OpenBlob blob = blobs.next();
      blobs.remove(); // before: it may change again
      sync(blob, Long.MAX_VALUE, now);
      publish(blob);
    }
    if (!parts.disk().isWell() || System.nanoTime() - roomMadeNanos >= ROOM_NANOS) {
      makeRoom();
    }
  }

  private void makeRoom() {
    evictor.makeRoom();
    roomMadeNanos = System.nanoTime();
  }

  private void sync(OpenBlob blob, long syncBefore, long now) {
    if (!blob.store().isDirtySince(syncBefore) || !parts.disk().isWell()) {
      return;
    }
    try {
      blob.store().sync(now);
    } catch (NoSuchFileException e) {
      forgetRemoved(blob, e);
    } catch (IOException e) {
      parts.disk().failed("recording " + blob.id(), e);
    }
  }

  /**
   * Somebody removed the files of a blob that is open. The disk is well, but this blob can never be
   * recorded: who has it open reads on, who opens it next gets it anew.
   */
  private void forgetRemoved(OpenBlob blob, NoSuchFileException cause) {
    log.warn("Files of blob {} were removed from the cache: {}", blob.id(), cause.getMessage());
    try {
      evictor.forget(blob);
    } catch (IOException e) {
      parts.disk().failed("forgetting " + blob.id(), e);
    }
  }

  /** Writes what is only in memory, as soon as the disk takes it: nobody may ever read it again. */
  private void writeBack() {
    if (!parts.disk().mayWrite()) {
      return; // Taking hold of a blob for nothing would keep it from being closed as idle.
    }
    for (OpenBlob blob : open.all()) {
      for (int chunk : parts.memory().chunksOf(blob.id())) {
        MemoryChunks.Kept kept = parts.memory().get(blob.id(), chunk);
        if (kept != null && blob.retain()) {
          try {
            blob.writeBack(chunk, kept);
          } finally {
            blob.release();
          }
        }
      }
    }
  }

  private void publish(OpenBlob blob) {
    if (blob.integrity().takeDamaged()) {
      tellRemoved(blob.id());
      blob.places().unpublish();
    }
    if (listeners.isEmpty() || !blob.store().isCompleteDurably()) {
      return;
    }
    for (BlobRef place : blob.places().takeUnpublished()) {
      for (BlobListener listener : listeners) {
        try {
          listener.completed(place, blob.store().path());
        } catch (RuntimeException e) {
          log.warn("Publishing {}/{}", place.repo(), place.path(), e);
        }
      }
    }
  }

  private void closeIdle(long now, boolean tooMany) {
    for (OpenBlob blob : open.all()) {
      long idleFor = now - blob.idleSinceMillis();
      if (!blob.isLeased() && idleFor >= FORGET_PARTS_AFTER.toMillis()) {
        blob.fetches().forgetQueued();
      }
      if (blob.isIdle() && (tooMany || idleFor >= CLOSE_AFTER.toMillis())) {
        keepLastUsed(blob);
        open.closeIfIdle(blob);
      }
    }
  }

  private void keepLastUsed(OpenBlob blob) {
    IndexEntry entry = index.get(blob.id());
    try {
      if (entry != null && blob.isLoaded()) {
        blob.store().keepLastUsed(Instant.ofEpochMilli(entry.lastUsedMillis()));
      }
    } catch (IOException e) {
      log.debug("Time of last use of {} is lost: {}", blob.id(), e.toString());
    }
  }
}
