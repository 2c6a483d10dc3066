package io.hffs.fs.cache;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The parts that threads are at, and which of them stand still: their source says nothing, and will
 * keep their threads until it is given up. Not thread-safe; guarded by the lock of the pool.
 */
final class FetchesAtWork {

  /** Longer than an answer takes on any line that is worth reading over. */
  private static final long STILL_NANOS = Duration.ofSeconds(1).toNanos();

  /** How far a gap was when it was last looked at, and since when. */
  private record Seen(Gap gap, long highWater, long sinceNanos) {

    static Seen of(Gap gap, long nowNanos) {
      return new Seen(gap, gap.highWater(), nowNanos);
    }

    Seen again(long nowNanos) {
      return gap.highWater() == highWater ? this : of(gap, nowNanos);
    }
  }

  private final Map<Thread, Seen> parts = new HashMap<>();

  /** Says that the calling thread begins with a part. */
  void began(Gap gap, long nowNanos) {
    parts.put(Thread.currentThread(), Seen.of(gap, nowNanos));
  }

  /** Says that the calling thread is through with its part. */
  void ended() {
    parts.remove(Thread.currentThread());
  }

  /** Returns how many have got nothing for a second, as far as looks at them tell. */
  int standingStill(long nowNanos) {
    parts.replaceAll((thread, seen) -> seen.again(nowNanos));
    return (int)
        parts.values().stream().filter(seen -> nowNanos - seen.sinceNanos() >= STILL_NANOS).count();
  }
}
