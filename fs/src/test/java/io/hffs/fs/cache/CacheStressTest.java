package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers, prefetches, cuts, deletes and evictions all at once: no wrong byte, no hang. */
class CacheStressTest {

  private static final int READERS = 8;
  private static final int READS = 60;

  @TempDir Path root;

  @Test
  void noWrongByteWhateverHappensAtOnce() throws Exception {
    long seed = Long.getLong("hffs.seed", System.nanoTime());
    List<TestBlob> blobs = new ArrayList<>();
    FakeBlobSource source = new FakeBlobSource();
    for (int i = 0; i < 4; i++) {
      blobs.add(TestBlob.lfs(i * 3 * MIB + 1000, i));
      source.add(blobs.get(i));
    }
    CacheConfig eager =
        config().withQuotaBytes(16 * MIB).withSync(MIB, Duration.ofMillis(20)).withFetchThreads(6);
    ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
    AtomicInteger failed = new AtomicInteger();
    try (BlobCache cache = BlobCache.open(root, eager, source, Clock.systemUTC())) {
      List<Future<?>> readers = new ArrayList<>();
      for (int reader = 0; reader < READERS; reader++) {
        Random random = new Random(seed + reader);
        readers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < READS; i++) {
                    readSomething(cache, blobs, random, failed, seed);
                  }
                  return true;
                }));
      }
      Random random = new Random(seed);
      while (readers.stream().anyMatch(reader -> !reader.isDone())) {
        TestBlob blob = blobs.get(random.nextInt(blobs.size()));
        switch (random.nextInt(4)) {
          case 0 -> cache.delete(blob.id());
          case 1 -> cache.evictTo(6 * MIB, id -> false);
          case 2 ->
              source.failNext(
                  random.nextInt(2 * MIB), new SourceException(Kind.UNAVAILABLE, "cut"));
          default -> cache.verify(blob.id());
        }
      }
      for (Future<?> reader : readers) {
        reader.get(60, TimeUnit.SECONDS);
      }
      CacheCounters counters = cache.counters();
      assertThat(counters.rejectedChunks()).as("rejected, seed %d", seed).isZero();
      assertThat(counters.digestMismatches()).as("mismatches, seed %d", seed).isZero();
      assertThat(counters.diskFailures()).as("disk failures, seed %d", seed).isZero();
      assertThat(failed.get()).as("reads that met three cuts").isLessThan(READERS * READS / 4);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void readSomething(
      BlobCache cache, List<TestBlob> blobs, Random random, AtomicInteger failed, long seed)
      throws Exception {
    TestBlob blob = blobs.get(random.nextInt(blobs.size()));
    int size = blob.content().length;
    int offset = random.nextInt(size);
    int length = 1 + random.nextInt(Math.min(size - offset, 3 * MIB));
    ByteBuffer target = ByteBuffer.allocateDirect(length);
    try (CachedBlob lease = cache.acquire(blob.ref())) {
      if (random.nextInt(4) == 0) {
        FetchPriority priority =
            random.nextBoolean() ? FetchPriority.READ_AHEAD : FetchPriority.BULK;
        lease.prefetch(new io.hffs.fs.range.ByteRange(offset, size), priority);
      }
      lease.read(offset, target, Duration.ofSeconds(30));
    } catch (SourceException e) {
      failed.incrementAndGet();
      return;
    }
    byte[] got = new byte[length];
    target.flip().get(got);
    if (!Arrays.equals(got, 0, length, blob.content(), offset, offset + length)) {
      throw new AssertionError("wrong bytes of " + blob.ref().path() + ", hffs.seed=" + seed);
    }
  }
}
