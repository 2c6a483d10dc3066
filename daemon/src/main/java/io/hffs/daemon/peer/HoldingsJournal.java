package io.hffs.daemon.peer;

import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.BlobStatus;
import io.hffs.fs.catalog.SharedLibrary;
import io.hffs.fs.os.DaemonThreads;
import io.hffs.fs.peer.Holding;
import io.hffs.fs.peer.HoldingsPage;
import io.hffs.fs.repo.BlobId;
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
 * version gets only what is new: as soon as there is something. Tells of shared blobs only, and
 * that the members are others whom this machine introduces, not who.
 *
 * <p>Thread-safe. {@code hffs-holdings} gathers changes for a moment and answers who waits; as long
 * as nobody has ever asked it only notes what changes.
 */
final class HoldingsJournal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HoldingsJournal.class);

  /** Changes of so long go out together. */
  private static final Duration GATHERED = Duration.ofMillis(50);

  /**
   * What was said of a blob last.
   *
   * @param version since which that is said
   * @param holding empty when the blob is not shared, or not here
   */
  private record Told(long version, Optional<Holding> holding) {}

  private record Waiter(long since, CompletableFuture<HoldingsPage> answer) {}

  private final OwnHoldings own;
  private final String run = Long.toString(new SecureRandom().nextLong() >>> 1, 36);
  private final ScheduledThreadPoolExecutor thread;
  private final Set<BlobId> changed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Map<BlobId, Told> told = new HashMap<>(); // guarded by this
  private final List<Waiter> waiters = new ArrayList<>(); // guarded by this
  private long version = 1; // guarded by this
  private long members = 1; // guarded by this; the version since which they are these
  private boolean closed; // guarded by this

  HoldingsJournal(BlobCache cache, SharedLibrary library) {
    this.own = new OwnHoldings(cache, library);
    this.thread = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("hffs-holdings"));
    thread.setRemoveOnCancelPolicy(true);
    cache.blobs().stream().map(BlobStatus::id).forEach(changed::add);
  }

  /** Takes note that more or less of a blob is here. Returns at once. */
  void changed(BlobId blob) {
    changed.add(blob);
    if (asked.get()) {
      gather(GATHERED);
    }
  }

  private void gather(Duration delay) {
    if (scheduled.compareAndSet(false, true)) {
      later(this::answerAll, delay);
    }
  }

  /** Takes note that others may have more or less of what is here. Returns at once. */
  void sharesChanged() {
    List<BlobId> known;
    synchronized (this) {
      known = List.copyOf(told.keySet());
    }
    known.forEach(this::changed);
  }

  /** Has who waits told that this machine may introduce others than before. Does not block. */
  void membersChanged() {
    synchronized (this) {
      version++;
      members = version;
    }
    later(() -> answer(takeWaiters()), Duration.ZERO);
  }

  /**
   * Returns what changed since a version, when something has, or nothing after {@code wait}.
   *
   * @param ofRun what the asker knows as {@link HoldingsPage#run}; of another one he gets
   *     everything
   */
  CompletableFuture<HoldingsPage> since(String ofRun, long since, Duration wait) {
    if (asked.compareAndSet(false, true)) {
      gather(Duration.ZERO);
    }
    Waiter waiter = new Waiter(since, new CompletableFuture<>());
    boolean known;
    boolean waits;
    synchronized (this) {
      known = ofRun.equals(run) && since <= version;
      waits = known && since == version && !wait.isZero() && !closed;
      if (waits) {
        waiters.add(waiter);
      }
    }
    if (waits) {
      later(() -> giveUp(waiter), wait);
    } else {
      waiter.answer().complete(known ? news(since) : everything());
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
      waiter.answer().complete(news(waiter.since()));
    }
  }

  /** Tells who waits of what changed. Most that comes in here changes nothing for others. */
  private void answerAll() {
    scheduled.set(false);
    Map<BlobId, Optional<Holding>> looked = new HashMap<>();
    for (BlobId blob : Set.copyOf(changed)) {
      changed.remove(blob);
      looked.put(blob, own.find(blob));
    }
    List<Waiter> awake = List.of();
    synchronized (this) {
      looked.entrySet().removeIf(now -> wasTold(now.getKey(), now.getValue()));
      if (!looked.isEmpty()) {
        version++;
        looked.forEach((blob, holding) -> told.put(blob, new Told(version, holding)));
      }
      if (!looked.isEmpty() || closed) {
        awake = takeWaiters();
      }
    }
    answer(awake);
  }

  private synchronized List<Waiter> takeWaiters() {
    List<Waiter> all = List.copyOf(waiters);
    waiters.clear();
    return all;
  }

  private void answer(List<Waiter> awake) {
    Map<Long, HoldingsPage> pages = new HashMap<>(); // most know the same version
    for (Waiter waiter : awake) {
      waiter.answer().complete(pages.computeIfAbsent(waiter.since(), this::news));
    }
  }

  private synchronized boolean wasTold(BlobId blob, Optional<Holding> now) {
    Told before = told.get(blob);
    return before != null && before.holding().equals(now);
  }

  /** Returns what changed since a version of this run. */
  private synchronized HoldingsPage news(long since) {
    List<Holding> holdings = new ArrayList<>();
    List<BlobId> gone = new ArrayList<>();
    told.forEach(
        (blob, last) -> {
          if (last.version() > since) {
            last.holding().ifPresentOrElse(holdings::add, () -> gone.add(blob));
          }
        });
    return new HoldingsPage(run, version, members, false, holdings, gone);
  }

  /** Returns all there is at this moment. */
  private HoldingsPage everything() {
    List<BlobId> blobs;
    long now;
    long membersNow;
    synchronized (this) {
      now = version;
      membersNow = members;
      blobs = List.copyOf(told.keySet());
    }
    List<Holding> holdings = blobs.stream().map(own::find).flatMap(Optional::stream).toList();
    return new HoldingsPage(run, now, membersNow, true, holdings, List.of());
  }

  /** Ends the thread; who waits gets what there is, and nobody waits from now on. */
  @Override
  public void close() {
    thread.shutdownNow();
    synchronized (this) {
      closed = true;
    }
    if (asked.get()) {
      answerAll();
    }
  }
}
