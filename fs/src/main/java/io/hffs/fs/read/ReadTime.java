package io.hffs.fs.read;

import io.hffs.fs.range.ByteRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a read of a blob may wait. When the kernel's read-ahead fails, each program that waited
 * for a page of it reads that page again, alone: one at once, another when it is through with the
 * pages before it, those who queue for the same page one after the other. For each program both are
 * one call. So the second try of a page ends when the call must, which is the whole time and an
 * eighth of it after the first began, and those who queued behind it get what is left of that. Each
 * file of the mount has pages of its own, also where several have the same blob. Thread-safe.
 */
final class ReadTime {

  private static final int MAX_FAILURES = 64;
  private static final int MORE_SHARE = 8;

  /** Of the whole time: so much later than their call should end all second tries have ended. */
  private static final int LEAST_SHARE = 16;

  /** Who queued for a page comes within moments when the one before has failed. */
  private static final long QUEUED_NANOS = Duration.ofMillis(500).toNanos();

  private static final long NOT_YET = Long.MIN_VALUE;

  /** A read that failed, and when the second tries did, by the offset of their page. */
  private record Failure(
      long inode, ByteRange range, long callEndNanos, Map<Long, Long> secondFailedNanos) {

    boolean isOf(long inode, long offset) {
      return this.inode == inode && range.start() <= offset && offset < range.end();
    }
  }

  /**
   * One wait of a read.
   *
   * @param inode of the file of the mount that it is of
   * @param limit the most that it may take
   * @param callEndNanos when the call of the program must end that it is part of
   * @param again what failed before, if it tries that again
   */
  record Attempt(
      long inode, ByteRange range, Duration limit, long callEndNanos, @Nullable Failure again) {}

  private final LongSupplier nanoClock;
  private final Deque<Failure> failures = new ArrayDeque<>();

  ReadTime(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Says that a read begins to wait.
   *
   * @param inode of the file of the mount that is read
   * @param whole how long it may, if it tries nothing again
   */
  synchronized Attempt begin(long inode, ByteRange range, Duration whole) {
    long now = nanoClock.getAsLong();
    long leastNanos = whole.toNanos() / LEAST_SHARE;
    // Soon: who tries again and again by himself would be taken for one who queued, for ever.
    failures.removeIf(failure -> now - failure.callEndNanos() > leastNanos + QUEUED_NANOS);
    long offset = range.start();
    for (Failure failure : failures) {
      if (!failure.isOf(inode, offset)) {
        continue;
      }
      Long failedNanos = failure.secondFailedNanos().get(offset);
      long left = failure.callEndNanos() - now;
      if (failedNanos == null) {
        failure.secondFailedNanos().put(offset, NOT_YET);
        // At most a least share late in all: a call may go on page by page, and each may come late.
        long late = Math.max(0, Math.min(leastNanos, left + leastNanos));
        long limit = Math.max(late, Math.min(left, whole.toNanos()));
        return new Attempt(inode, range, Duration.ofNanos(limit), failure.callEndNanos(), failure);
      }
      if (failedNanos != NOT_YET && now - failedNanos < QUEUED_NANOS) {
        long limit = Math.max(0, Math.min(left, whole.toNanos()));
        return new Attempt(inode, range, Duration.ofNanos(limit), failure.callEndNanos(), failure);
      }
    }
    return new Attempt(
        inode, range, whole, now + whole.toNanos() + whole.toNanos() / MORE_SHARE, null);
  }

  /** Takes note of a wait that ended with an error. */
  synchronized void failed(Attempt attempt) {
    Failure before = attempt.again();
    if (before != null) {
      before.secondFailedNanos().put(attempt.range().start(), nanoClock.getAsLong());
      return;
    }
    if (failures.size() == MAX_FAILURES) {
      failures.removeFirst();
    }
    failures.addLast(
        new Failure(attempt.inode(), attempt.range(), attempt.callEndNanos(), new HashMap<>()));
  }
}
