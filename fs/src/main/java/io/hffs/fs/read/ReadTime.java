package io.hffs.fs.read;

import io.hffs.fs.range.ByteRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.LongSupplier;

/**
 * How long a read may wait. A page whose read-ahead failed the kernel reads again, alone and at
 * once; for the program both are one call, so the second gets what the first left, and an eighth of
 * the whole time. Thread-safe.
 */
final class ReadTime {

  /** The kernel's second try comes within milliseconds; the machine may be busy. */
  private static final long AT_ONCE_NANOS = Duration.ofSeconds(2).toNanos();

  private static final int MAX_FAILURES = 64;
  private static final int LEFT_SHARE = 8;

  private record Failure(ByteRange range, long waitedNanos, long endNanos) {}

  private final LongSupplier nanoClock;
  private final Deque<Failure> failures = new ArrayDeque<>();

  ReadTime(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Returns how long a read at this offset may wait, {@code whole} at most. */
  synchronized Duration limit(long offset, Duration whole) {
    long now = nanoClock.getAsLong();
    failures.removeIf(failure -> now - failure.endNanos() > AT_ONCE_NANOS);
    for (Iterator<Failure> each = failures.iterator(); each.hasNext(); ) {
      Failure failure = each.next();
      if (failure.range().start() <= offset && offset < failure.range().end()) {
        each.remove();
        Duration left = whole.minusNanos(failure.waitedNanos());
        Duration more =
            (left.isNegative() ? Duration.ZERO : left).plus(whole.dividedBy(LEFT_SHARE));
        return more.compareTo(whole) < 0 ? more : whole;
      }
    }
    return whole;
  }

  /** Takes note of a read that failed after so long. */
  synchronized void failed(ByteRange range, long waitedNanos) {
    if (failures.size() == MAX_FAILURES) {
      failures.removeFirst();
    }
    failures.addLast(new Failure(range, waitedNanos, nanoClock.getAsLong()));
  }
}
