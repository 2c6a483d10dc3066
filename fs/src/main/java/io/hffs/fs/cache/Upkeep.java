package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
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

  /** With less free than this a failed write is taken for a full disk. */
  private static final long FULL_BYTES = 16L << 20;

  /** More idle blobs than this are closed at once: each has a file descriptor. */
  private static final int MAX_IDLE = 256;

  private final CacheParts parts;
  private final BlobIndex index;
  private final OpenBlobs open;
  private final List<BlobListener> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Threads.daemons("hffs-upkeep"));
  private final AtomicBoolean soon = new AtomicBoolean();
  private volatile Predicate<BlobId> pinned = id -> false;

  Upkeep(CacheParts parts, BlobIndex index, OpenBlobs open) {
    this.parts = parts;
    this.index = index;
    this.open = open;
  }

  void start() {
    long periodMillis = Math.max(10, Math.min(1000, parts.config().syncInterval().toMillis() / 2));
    // Ends with the executor; a failure of one run is logged and does not end it.
    var unused =
        thread.scheduleWithFixedDelay(
            () -> guarded(() -> tick(false)), periodMillis, periodMillis, TimeUnit.MILLISECONDS);
  }

  void addListener(BlobListener listener) {
    listeners.add(listener);
  }

  void keep(Predicate<BlobId> predicate) {
    pinned = predicate;
  }

  /** Has everything synced soon, once however often it is asked. Returns at once. */
  void runSoon() {
    if (soon.compareAndSet(false, true)) {
      try {
        thread.execute(
            () -> {
              soon.set(false);
              guarded(() -> tick(true));
            });
      } catch (RejectedExecutionException e) {
        // Closing: the last sync comes anyway.
        return;
      }
    }
  }

  void runSoonIfComplete(OpenBlob blob) {
    if (blob.store().isCompleteDurably() && !listeners.isEmpty()) {
      runSoon();
    }
  }

  /** Syncs and publishes everything and returns when it is done. */
  void flush() throws IOException {
    await(() -> tick(true));
  }

  boolean delete(BlobId id) throws IOException {
    boolean[] deleted = new boolean[1];
    await(() -> deleted[0] = deleteNow(id));
    return deleted[0];
  }

  long evictTo(long bytes, Predicate<BlobId> keep) throws IOException {
    long[] freed = new long[1];
    await(() -> freed[0] = evictNow(bytes, keep));
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

  private void tick(boolean syncAll) throws IOException {
    long now = parts.clock().millis();
    long syncBefore = syncAll ? Long.MAX_VALUE : now - parts.config().syncInterval().toMillis();
    int idle = 0;
    for (OpenBlob blob : open.all()) {
      sync(blob, syncBefore, now);
      publish(blob);
      idle += blob.isIdle() ? 1 : 0;
    }
    closeIdle(now, idle > MAX_IDLE);
    makeRoom();
  }

  private void sync(OpenBlob blob, long syncBefore, long now) {
    if (!blob.store().isDirtySince(syncBefore) || !parts.disk().isWell()) {
      return;
    }
    try {
      blob.store().sync(now);
    } catch (IOException e) {
      parts.disk().failed("recording " + blob.id(), e);
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
        blob.forgetQueued();
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
      if (entry != null) {
        blob.store().keepLastUsed(Instant.ofEpochMilli(entry.lastUsedMillis()));
      }
    } catch (IOException e) {
      log.debug("Time of last use of {} is lost: {}", blob.id(), e.toString());
    }
  }

  private void makeRoom() throws IOException {
    CacheConfig config = parts.config();
    long used = index.usedBytes(); // once: it grows while we look, and growth alone is no reason
    long target =
        EvictionPolicy.target(used, config.quotaBytes(), freeBytes(), config.minFreeBytes());
    if (!parts.disk().isWell() && freeBytes() < FULL_BYTES) {
      target = Math.min(target, used / 5 * 4);
    }
    if (target < used && evictNow(target, id -> false) > 0) {
      parts.disk().retryNow();
    }
    parts
        .disk()
        .setNoRoom(index.usedBytes() >= config.quotaBytes() || freeBytes() < config.minFreeBytes());
  }

  private long freeBytes() {
    try {
      return Files.getFileStore(parts.paths().blobs()).getUsableSpace();
    } catch (IOException e) {
      // The writes themselves will tell.
      return Long.MAX_VALUE;
    }
  }

  private long evictNow(long bytes, Predicate<BlobId> keep) throws IOException {
    Predicate<BlobId> kept = id -> keep.test(id) || pinned.test(id) || isHeld(id);
    long freed = 0;
    for (BlobId victim : EvictionPolicy.victims(index.statuses(), bytes, kept)) {
      IndexEntry entry = index.get(victim);
      if (!isHeld(victim) && deleteNow(victim)) {
        freed += entry == null ? 0 : entry.presentBytes();
        parts.events().evictedBlobs.increment();
        log.info("Evicted blob {}", victim);
      }
    }
    return freed;
  }

  private boolean isHeld(BlobId id) {
    OpenBlob blob = open.get(id);
    return blob != null && !blob.isIdle();
  }

  /** Deletes by way of the open blob, so that whoever opens it at this moment takes part. */
  private boolean deleteNow(BlobId id) throws IOException {
    IndexEntry entry = index.get(id);
    if (entry == null) {
      return false;
    }
    OpenBlob blob = open.hold(id, entry.sizeBytes());
    try {
      blob.store().delete();
      // Before the open one goes: who opens it anew must get a new entry.
      index.remove(id);
      open.forget(blob);
      blob.detach();
    } finally {
      blob.release();
    }
    tellRemoved(id);
    return true;
  }
}
