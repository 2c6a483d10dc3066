package io.hffs.fs.cache;

import java.time.Duration;

/**
 * How the cache behaves.
 *
 * @param quotaBytes of blobs kept; above 90 % the least recently used go until 80 %
 * @param minFreeBytes left free on the disk; when there is less, blobs are evicted, then no more is
 *     written
 * @param fetchThreads the most requests at a time
 * @param fetchBudget from the first attempt of a part until it is no longer retried
 * @param syncBytes written before a sync is due
 * @param syncInterval time before a sync is due; what is fetched in it may be lost in a crash
 * @param strict whether a blob of several chunks is fetched from the origin and mirrors alone,
 *     since what a peer gives can be proven only when all of it is there
 */
public record CacheConfig(
    long quotaBytes,
    long minFreeBytes,
    int fetchThreads,
    Duration fetchBudget,
    long syncBytes,
    Duration syncInterval,
    boolean strict) {

  private static final long MIB = 1L << 20;

  public CacheConfig {
    if (quotaBytes <= 0 || minFreeBytes < 0 || syncBytes <= 0) {
      throw new IllegalArgumentException("a size of the cache is not positive");
    }
    if (fetchThreads < 1 || fetchThreads > 256) {
      throw new IllegalArgumentException("1 to 256 fetches at a time: " + fetchThreads);
    }
    if (syncInterval.isNegative() || syncInterval.isZero() || fetchBudget.isNegative()) {
      throw new IllegalArgumentException("a time of the cache is not positive");
    }
  }

  /** No quota, 2 GiB left free, up to 40 requests at a time. */
  public static CacheConfig defaults() {
    return new CacheConfig(
        Long.MAX_VALUE,
        2048 * MIB,
        40,
        Duration.ofSeconds(23), // less than a read waits, so that it hears the reason
        32 * MIB, // half of what a crash may cost: more comes in while the disk syncs
        Duration.ofSeconds(5),
        false);
  }

  public CacheConfig withQuotaBytes(long bytes) {
    return new CacheConfig(
        bytes, minFreeBytes, fetchThreads, fetchBudget, syncBytes, syncInterval, strict);
  }

  public CacheConfig withMinFreeBytes(long bytes) {
    return new CacheConfig(
        quotaBytes, bytes, fetchThreads, fetchBudget, syncBytes, syncInterval, strict);
  }

  public CacheConfig withFetchBudget(Duration budget) {
    return new CacheConfig(
        quotaBytes, minFreeBytes, fetchThreads, budget, syncBytes, syncInterval, strict);
  }

  public CacheConfig withFetchThreads(int threads) {
    return new CacheConfig(
        quotaBytes, minFreeBytes, threads, fetchBudget, syncBytes, syncInterval, strict);
  }

  public CacheConfig withSync(long bytes, Duration interval) {
    return new CacheConfig(
        quotaBytes, minFreeBytes, fetchThreads, fetchBudget, bytes, interval, strict);
  }

  public CacheConfig withStrict() {
    return new CacheConfig(
        quotaBytes, minFreeBytes, fetchThreads, fetchBudget, syncBytes, syncInterval, true);
  }
}
