package io.hffs.daemon.peer;

import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.BlobStatus;
import io.hffs.fs.cache.SharedBlob;
import io.hffs.fs.catalog.SharedLibrary;
import io.hffs.fs.peer.Holding;
import io.hffs.fs.peer.HoldingsPage;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine has for others, with a version for each change, so that whoever knows an old
 * version gets only what is new: as soon as there is something. Tells of shared blobs only.
 *
 * <p>Thread-safe. {@code hffs-holdings} gathers changes for a moment and answers who waits.
 */
final class HoldingsJournal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HoldingsJournal.class);

  /** Changes of so long go out together. */
  private static final Duration GATHERED = Duration.ofMillis(50);

  private record Waiter(String run, long since, CompletableFuture<HoldingsPage> answer) {}

  private final BlobCache cache;
  private final SharedLibrary library;
  private final String run = Long.toString(new SecureRandom().nextLong() >>> 1, 36);
  private final ScheduledThreadPoolExecutor thread;
  private final Set<BlobId> changed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Map<BlobId, Long> versions = new HashMap<>(); // guarded by this
  private final List<Waiter> waiters = new ArrayList<>(); // guarded by this
  private long version = 1; // guarded by this
  private boolean closed; // guarded by this

  HoldingsJournal(BlobCache cache, SharedLibrary library) {
    this.cache = cache;
    this.library = library;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "hffs-holdings");
              made.setDaemon(true);
              return made;
            });
    thread.setRemoveOnCancelPolicy(true);
    for (BlobStatus status : cache.blobs()) {
      versions.put(status.id(), version);
    }
  }

  /** Takes note that more or less of a blob is here. Returns at once. */
  void changed(BlobId blob) {
    changed.add(blob);
    if (scheduled.compareAndSet(false, true)) {
      later(this::answerAll, GATHERED);
    }
  }

  /** Takes note that others may have more or less of what is here. Returns at once. */
  void sharesChanged() {
    List<BlobId> known;
    synchronized (this) {
      known = List.copyOf(versions.keySet());
    }
    known.forEach(this::changed);
  }

  /**
   * Returns what changed since a version, when something has, or nothing after {@code wait}.
   *
   * @param ofRun what the asker knows as {@link HoldingsPage#run}; of another one he gets
   *     everything
   */
  CompletableFuture<HoldingsPage> since(String ofRun, long since, Duration wait) {
    Waiter waiter = new Waiter(ofRun, since, new CompletableFuture<>());
    boolean now;
    synchronized (this) {
      now = closed || wait.isZero() || !ofRun.equals(run) || since < version || since > version;
      if (!now) {
        waiters.add(waiter);
      }
    }
    if (now) {
      waiter.answer().complete(page(ofRun, since));
    } else {
      later(() -> giveUp(waiter), wait);
    }
    return waiter.answer();
  }

  private void later(Runnable task, Duration delay) {
    try {
      var unused = thread.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("closing: nobody is told of changes any more");
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("Telling paired machines what is here failed, will go on", e);
    }
  }

  private void giveUp(Waiter waiter) {
    boolean waited;
    synchronized (this) {
      waited = waiters.remove(waiter);
    }
    if (waited) {
      waiter.answer().complete(page(waiter.run(), waiter.since()));
    }
  }

  private void answerAll() {
    scheduled.set(false);
    List<Waiter> awake;
    synchronized (this) {
      version++;
      for (BlobId blob : Set.copyOf(changed)) {
        changed.remove(blob);
        versions.put(blob, version);
      }
      awake = List.copyOf(waiters);
      waiters.clear();
    }
    awake.forEach(waiter -> waiter.answer().complete(page(waiter.run(), waiter.since())));
  }

  private HoldingsPage page(String ofRun, long since) {
    List<BlobId> asked = new ArrayList<>();
    boolean full;
    long now;
    synchronized (this) {
      now = version;
      full = !ofRun.equals(run) || since > now;
      versions.forEach(
          (blob, changedAt) -> {
            if (full || changedAt > since) {
              asked.add(blob);
            }
          });
    }
    List<Holding> holdings = new ArrayList<>();
    List<BlobId> gone = new ArrayList<>();
    for (BlobId blob : asked) {
      Optional<Holding> holding = holding(blob);
      holding.ifPresent(holdings::add);
      if (holding.isEmpty() && !full) {
        gone.add(blob);
      }
    }
    return new HoldingsPage(run, now, full, holdings, gone);
  }

  private Optional<Holding> holding(BlobId blob) {
    Optional<BlobRef> place = library.place(blob);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    if (cache.isComplete(blob)) { // most are, and need not be opened for this
      return Optional.of(Holding.complete(blob, place.get().sizeBytes()));
    }
    try {
      Optional<SharedBlob> shared = cache.share(place.get());
      if (shared.isEmpty()) {
        return Optional.empty();
      }
      try (SharedBlob lease = shared.get()) {
        return Optional.of(new Holding(blob, lease.sizeBytes(), lease.chunks(), lease.isGrowing()));
      }
    } catch (IOException e) {
      log.debug("{} is not told of: {}", blob, e.toString());
      return Optional.empty();
    }
  }

  /** Ends the thread; who waits gets what there is, and nobody waits from now on. */
  @Override
  public void close() {
    thread.shutdownNow();
    synchronized (this) {
      closed = true;
    }
    answerAll();
  }
}
