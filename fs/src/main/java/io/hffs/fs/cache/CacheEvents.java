package io.hffs.fs.cache;

import java.util.concurrent.atomic.LongAdder;

/** The counts behind {@link CacheCounters}. Thread-safe. */
final class CacheEvents {

  final LongAdder fetchedBytes = new LongAdder();
  final LongAdder rejectedChunks = new LongAdder();
  final LongAdder digestMismatches = new LongAdder();
  final LongAdder diskFailures = new LongAdder();
  final LongAdder passedThroughBytes = new LongAdder();
  final LongAdder evictedBlobs = new LongAdder();

  CacheCounters counters() {
    return new CacheCounters(
        fetchedBytes.sum(),
        rejectedChunks.sum(),
        digestMismatches.sum(),
        diskFailures.sum(),
        passedThroughBytes.sum(),
        evictedBlobs.sum());
  }
}
