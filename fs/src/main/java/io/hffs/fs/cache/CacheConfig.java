package io.hffs.fs.cache;

import java.time.Duration;

/**
 * How the cache behaves.
 *
 * @param quotaBytes of blobs kept; above 90 % the least recently used go until 80 %
 * @param minFreeBytes left free on the disk; when there is less, blobs are evicted, then no more is
 *     written
 * @param partBytes the most that one request asks for
 * @param fetchThreads the most requests at a time
 * @param fetchBudget from the first attempt of a part until it is no longer retried
 * @param syncBytes written before a sync is due
 * @param syncInterval time before a sync is due; what is fetched in it may be lost in a crash
 * @param diskRetry how long nothing is written after the disk refused
 * @param memoryBytes of chunks that could not be written, kept for readers to come
 */
public record CacheConfig(
    long quotaBytes,
    long minFreeBytes,
    long partBytes,
    int fetchThreads,
    Duration fetchBudget,
    long syncBytes,
    Duration syncInterval,
    Duration diskRetry,
    long memoryBytes) {

  private static final long MIB = 1L << 20;

  public CacheConfig {
    if (quotaBytes <= 0 || minFreeBytes < 0 || syncBytes <= 0 || memoryBytes <= 0) {
      throw new IllegalArgumentException("a size of the cache is not positive");
    }
    if (partBytes < MIB || partBytes % MIB != 0) {
      throw new IllegalArgumentException("a part is whole MiB: " + partBytes);
    }
    if (fetchThreads < 1 || fetchThreads > 256) {
      throw new IllegalArgumentException("1 to 256 fetches at a time: " + fetchThreads);
    }
    if (syncInterval.isNegative() || syncInterval.isZero() || fetchBudget.isNegative()) {
      throw new IllegalArgumentException("a time of the cache is not positive");
    }
  }

  /** No quota, 2 GiB left free, parts of up to 8 MiB, up to 40 at a time. */
  public static CacheConfig defaults() {
    return new CacheConfig(
        Long.MAX_VALUE,
        2048 * MIB,
        8 * MIB,
        40,
        Duration.ofSeconds(23), // less than a read waits, so that it hears the reason
        64 * MIB,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        64 * MIB);
  }

  public CacheConfig withQuotaBytes(long bytes) {
    return new CacheConfig(
        bytes,
        minFreeBytes,
        partBytes,
        fetchThreads,
        fetchBudget,
        syncBytes,
        syncInterval,
        diskRetry,
        memoryBytes);
  }

  public CacheConfig withMinFreeBytes(long bytes) {
    return new CacheConfig(
        quotaBytes,
        bytes,
        partBytes,
        fetchThreads,
        fetchBudget,
        syncBytes,
        syncInterval,
        diskRetry,
        memoryBytes);
  }

  public CacheConfig withFetchBudget(Duration budget) {
    return new CacheConfig(
        quotaBytes,
        minFreeBytes,
        partBytes,
        fetchThreads,
        budget,
        syncBytes,
        syncInterval,
        diskRetry,
        memoryBytes);
  }

  public CacheConfig withFetchThreads(int threads) {
    return new CacheConfig(
        quotaBytes,
        minFreeBytes,
        partBytes,
        threads,
        fetchBudget,
        syncBytes,
        syncInterval,
        diskRetry,
        memoryBytes);
  }

  public CacheConfig withSync(long bytes, Duration interval) {
    return new CacheConfig(
        quotaBytes,
        minFreeBytes,
        partBytes,
        fetchThreads,
        fetchBudget,
        bytes,
        interval,
        diskRetry,
        memoryBytes);
  }
}
