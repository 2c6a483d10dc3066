package io.hffs.fs;

import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.hub.HubTimeouts;

/**
 * How long a Hub, a fetch and a read may take in a test of faults: the usual limits at full length,
 * but for a connection and the head of an answer, which no fault of these tests keeps back, all of
 * them divided in an ordinary run, so that half a minute takes seconds.
 */
final class Limits {

  private static final int DIVISOR = 8;

  private Limits() {}

  static FileSystemConfig of(FileSystemConfig config) {
    if (FaultRun.isFull()) {
      return config;
    }
    HubTimeouts usual = HubTimeouts.ORIGIN;
    HubTimeouts quick =
        new HubTimeouts(
            usual.connect(),
            usual.firstByte(),
            usual.stall().dividedBy(DIVISOR),
            usual.dripBytesPerSecond(),
            // Half of that: the pauses between attempts, which the budget is for too, stay as long.
            usual.dripWindow().dividedBy(2 * DIVISOR));
    CacheConfig cache = config.cache();
    return new FileSystemConfig(
        config.root(),
        config.environment(),
        config.sources().stream().map(source -> source.withTimeouts(quick)).toList(),
        config.existingDownloads(),
        cache.withFetchBudget(cache.fetchBudget().dividedBy(DIVISOR)),
        config.catalog(),
        config.readDeadline().dividedBy(DIVISOR),
        null,
        repo -> true);
  }

  /** Returns a rate that gives in the shorter time of this run what the usual one gives. */
  static long rate(long usual) {
    return FaultRun.isFull() ? usual : usual * DIVISOR;
  }

  /** Returns a limit of the catalogue as it is in this run, and some time for a busy machine. */
  static double seconds(double usual) {
    return FaultRun.isFull() ? usual + 1 : usual / DIVISOR + 3;
  }
}
