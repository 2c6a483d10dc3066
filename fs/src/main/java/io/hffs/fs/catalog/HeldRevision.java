package io.hffs.fs.catalog;

import com.github.benmanes.caffeine.cache.Ticker;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.ResolvedRevision;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A revision held at one commit. Thread-safe; its lock is held for moments only.
 *
 * <p>After a move the kernel may still hold names and sizes of the commit before. {@link
 * #mayBeStale} tells for which paths, so that an open of one can be sent back (ESTALE) and the
 * kernel asks for the name again.
 */
public final class HeldRevision {

  /** An answer that was made before a move may reach the kernel this much after it. */
  private static final Duration ANSWER_DELAY = Duration.ofSeconds(5);

  /** A path as the kernel was told of it at somebody's request. */
  private record KernelName(Object asker, String path) {}

  private final Ticker ticker;
  private volatile ResolvedRevision at;
  private volatile long lastUsedNanos;
  private volatile boolean moved;
  private int openCount;
  private volatile @Nullable ResolvedRevision next;
  private long movedNanos;
  private final Set<KernelName> seenSinceMove = new HashSet<>();

  HeldRevision(ResolvedRevision at, Ticker ticker) {
    this.at = at;
    this.ticker = ticker;
    this.lastUsedNanos = ticker.read();
  }

  public ResolvedRevision at() {
    return at;
  }

  void markUsed() {
    if (next != null) {
      moveToNext();
    }
    lastUsedNanos = ticker.read();
  }

  long lastUsedNanos() {
    return lastUsedNanos;
  }

  synchronized boolean isIdle(Duration idle) {
    return openCount == 0 && ticker.read() - lastUsedNanos >= idle.toNanos();
  }

  synchronized boolean isOpen() {
    return openCount > 0;
  }

  /**
   * Counts an open file: the revision does not move until {@link #release}. Returns where it is
   * held.
   */
  public synchronized ResolvedRevision hold() {
    openCount++;
    lastUsedNanos = ticker.read();
    return at;
  }

  public synchronized void release() {
    openCount--;
    lastUsedNanos = ticker.read();
  }

  synchronized void moveIfUnusedSince(long usedNanos, ResolvedRevision fresh) {
    if (openCount == 0 && lastUsedNanos == usedNanos) {
      next = null; // that was asked for before
      moveTo(fresh);
    }
  }

  synchronized void moveWhenClosed(ResolvedRevision fresh) {
    next = fresh;
    moveToNext();
  }

  private synchronized void moveToNext() {
    ResolvedRevision target = next;
    if (target != null && openCount == 0) {
      next = null;
      moveTo(target);
    }
  }

  private void moveTo(ResolvedRevision fresh) {
    if (!fresh.commit().equals(at.commit())) {
      seenSinceMove.clear();
      movedNanos = ticker.read();
      moved = true;
    }
    at = fresh;
    lastUsedNanos = ticker.read();
  }

  /**
   * Notes that the kernel is told the attributes of a path.
   *
   * @param asker at whose request, by {@code equals}. Only the asker can be sure that the kernel
   *     has taken the answer in before it goes on: to another thread it may still be under way
   * @param commit that they are of; after a move those of the commit before count for nothing
   * @param kernelKeeps how long the kernel keeps what it was told
   */
  public void told(Object asker, String path, CommitHash commit, Duration kernelKeeps) {
    if (moved) {
      synchronized (this) {
        if (!isForgotten(kernelKeeps) && at.commit().equals(commit)) {
          seenSinceMove.add(new KernelName(asker, path));
        }
      }
    }
  }

  /**
   * Tells whether the kernel may still show an asker attributes of a path from before the last
   * move.
   *
   * @param kernelKeeps how long the kernel keeps what it was told
   */
  public boolean mayBeStale(Object asker, String path, Duration kernelKeeps) {
    if (!moved) {
      return false;
    }
    synchronized (this) {
      return !isForgotten(kernelKeeps) && !seenSinceMove.contains(new KernelName(asker, path));
    }
  }

  /** Tells whether the kernel keeps nothing from before the last move any more. */
  private boolean isForgotten(Duration kernelKeeps) {
    if (ticker.read() - movedNanos > kernelKeeps.plus(ANSWER_DELAY).toNanos()) {
      moved = false;
      seenSinceMove.clear();
    }
    return !moved;
  }
}
