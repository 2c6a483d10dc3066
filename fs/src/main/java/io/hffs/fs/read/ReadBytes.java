package io.hffs.fs.read;

import java.util.concurrent.atomic.LongAdder;

/**
 * How much programs read through mounts since the start; what the kernel kept does not come here.
 * Thread-safe.
 */
public final class ReadBytes {

  private final LongAdder cached = new LongAdder();
  private final LongAdder awaited = new LongAdder();

  /** Notes bytes that were on this machine when they were asked for. */
  void addCached(int count) {
    cached.add(count);
  }

  /** Notes bytes of a read that had to wait for some of them. */
  void addAwaited(int count) {
    awaited.add(count);
  }

  public long cached() {
    return cached.sum();
  }

  public long all() {
    return cached.sum() + awaited.sum();
  }
}
