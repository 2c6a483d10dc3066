package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of open and of mapped files, while eviction takes away all that it may. */
class EvictionChurnTest {

  private static final int READERS = 6;
  private static final int BLOBS = 16;
  private static final int PIECE = 64 << 10;

  /** So often a file is read before another is taken. */
  private static final int READS = 20;

  @TempDir Path root;
  private final List<TestBlob> blobs = new ArrayList<>();
  private final AtomicInteger mappedReads = new AtomicInteger();

  private interface Reader {
    void readOnAndOn(BlobCache cache, Random random, int operations) throws Exception;
  }

  @Test
  @FaultCase(39)
  void evictionTouchesNoFileThatIsOpenOrMapped(FaultRun run) throws Exception {
    readDuringEviction(run, 64 * MIB, this::readOpenAndMapped);
    run.fired(mappedReads.get(), "reads of mapped files");
  }

  /** There is no room then for what comes in beside the open files: it is read all the same. */
  @Test
  @FaultCase(39)
  void evictionTouchesNoFileThatIsOpenBeyondTheQuota(FaultRun run) throws Exception {
    readDuringEviction(run, 2 * MIB, this::readOpen);
  }

  private void readDuringEviction(FaultRun run, long quotaBytes, Reader reader) throws Exception {
    FakeBlobSource source = new FakeBlobSource();
    for (int i = 0; i < BLOBS; i++) {
      blobs.add(TestBlob.lfs(200_000 + i * 150_001, i)); // of one to three chunks
      source.add(blobs.get(i));
    }
    CacheConfig config = config().withQuotaBytes(quotaBytes).withSync(MIB, Duration.ofMillis(20));
    int operations = run.times(3_000, 100_000);
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try (BlobCache cache = BlobCache.open(root, config, source, Clock.systemUTC())) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Random random = new Random(run.seed() + i);
        readers.add(
            threads.submit(
                () -> {
                  reader.readOnAndOn(cache, random, operations / READERS);
                  return null;
                }));
      }
      while (readers.stream().anyMatch(one -> !one.isDone())) {
        cache.evictTo(0, id -> false);
      }
      for (Future<?> one : readers) {
        one.get(60, TimeUnit.SECONDS);
      }
      CacheCounters counters = cache.counters();
      assertThat(counters.rejectedChunks()).isZero();
      assertThat(counters.digestMismatches()).isZero();
      assertThat(counters.diskFailures()).isZero();
      run.fired(counters.evictedBlobs(), "blobs evicted");
      run.figure(operations + " operations");
    } finally {
      threads.shutdownNow();
    }
  }

  private void readOpenAndMapped(BlobCache cache, Random random, int operations) throws Exception {
    for (int done = 0; done < operations; done += READS) {
      TestBlob blob = any(random);
      MappedByteBuffer map = map(cache, blob);
      for (int i = 0; i < READS; i++) {
        readOnce(map, blob, random);
        readBriefly(cache, random);
      }
    }
  }

  /** Holds one blob open for some operations each. */
  private void readOpen(BlobCache cache, Random random, int operations) throws Exception {
    for (int done = 0; done < operations; done += READS) {
      TestBlob held = any(random);
      boolean complete = false;
      try (CachedBlob lease = cache.acquire(held.ref())) {
        for (int i = 0; i < READS; i++) {
          readOnce(lease, held, random);
          boolean completeNow = lease.isComplete();
          assertThat(completeNow || !complete).as("what is held stays").isTrue();
          complete = completeNow;
          readBriefly(cache, random);
        }
      }
    }
  }

  private void readBriefly(BlobCache cache, Random random) throws IOException {
    TestBlob other = any(random);
    try (CachedBlob brief = cache.acquire(other.ref())) {
      readOnce(brief, other, random);
    }
  }

  private TestBlob any(Random random) {
    return blobs.get(random.nextInt(blobs.size()));
  }

  /** A mapping of the whole file, made while the blob was held, and read after it is let go. */
  private static MappedByteBuffer map(BlobCache cache, TestBlob blob) throws Exception {
    try (CachedBlob lease = cache.acquire(blob.ref())) {
      CacheFixture.readAll(lease);
      CacheFixture.eventually("complete", () -> cache.completedFile(blob.id()).isPresent());
      try (FileChannel channel = FileChannel.open(cache.completedFile(blob.id()).orElseThrow())) {
        return channel.map(MapMode.READ_ONLY, 0, blob.content().length);
      }
    }
  }

  private static void readOnce(CachedBlob lease, TestBlob blob, Random random) throws IOException {
    int length = 1 + random.nextInt(PIECE);
    int offset = random.nextInt(blob.content().length - length);
    assertThat(ByteBuffer.wrap(CacheFixture.read(lease, offset, length)))
        .isEqualTo(ByteBuffer.wrap(blob.content(), offset, length));
  }

  private void readOnce(MappedByteBuffer map, TestBlob blob, Random random) {
    int length = 1 + random.nextInt(PIECE);
    int offset = random.nextInt(blob.content().length - length);
    assertThat(map.slice(offset, length))
        .isEqualTo(ByteBuffer.wrap(blob.content(), offset, length));
    mappedReads.incrementAndGet();
  }
}
