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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of open and of mapped files, while a quota of two chunks takes the files away. */
class EvictionChurnTest {

  private static final int READERS = 6;
  private static final int BLOBS = 16;
  private static final int PIECE = 64 << 10;

  @TempDir Path root;
  private final List<TestBlob> blobs = new ArrayList<>();
  private final AtomicInteger mappedReads = new AtomicInteger();

  @Test
  @FaultCase(39)
  void evictionTouchesNoFileThatIsOpenOrMapped(FaultRun run) throws Exception {
    FakeBlobSource source = new FakeBlobSource();
    for (int i = 0; i < BLOBS; i++) {
      blobs.add(TestBlob.lfs(200_000 + i * 150_001, i)); // of one to three chunks
      source.add(blobs.get(i));
    }
    CacheConfig tiny = config().withQuotaBytes(2 * MIB).withSync(MIB, Duration.ofMillis(20));
    int operations = run.times(3_000, 100_000);
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try (BlobCache cache = BlobCache.open(root, tiny, source, Clock.systemUTC())) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Random random = new Random(run.seed() + i);
        readers.add(threads.submit(() -> readOnAndOn(cache, random, operations / READERS)));
      }
      while (readers.stream().anyMatch(reader -> !reader.isDone())) {
        cache.evictTo(0, id -> false);
      }
      for (Future<?> reader : readers) {
        reader.get(60, TimeUnit.SECONDS);
      }
      CacheCounters counters = cache.counters();
      assertThat(counters.rejectedChunks()).isZero();
      assertThat(counters.digestMismatches()).isZero();
      assertThat(counters.diskFailures()).isZero();
      run.fired(counters.evictedBlobs(), "blobs evicted");
      run.fired(mappedReads.get(), "reads of mapped files");
      run.figure(operations + " operations");
    } finally {
      threads.shutdownNow();
    }
  }

  /** Holds one blob open and one file mapped for some operations each. */
  private Void readOnAndOn(BlobCache cache, Random random, int operations) throws Exception {
    for (int done = 0; done < operations; ) {
      TestBlob held = any(random);
      TestBlob mapped = any(random);
      MappedByteBuffer map = map(cache, mapped);
      boolean complete = false;
      try (CachedBlob lease = cache.acquire(held.ref())) {
        for (int i = 0; i < 20 && done < operations; i++, done++) {
          readOnce(lease, held, random);
          complete |= lease.isComplete();
          assertThat(lease.isComplete()).as("what is held stays").isEqualTo(complete);
          if (map != null) {
            readOnce(map, mapped, random);
          }
          TestBlob other = any(random);
          try (CachedBlob brief = cache.acquire(other.ref())) {
            readOnce(brief, other, random);
          }
        }
      }
    }
    return null;
  }

  private TestBlob any(Random random) {
    return blobs.get(random.nextInt(blobs.size()));
  }

  private static @Nullable MappedByteBuffer map(BlobCache cache, TestBlob blob) throws IOException {
    Optional<Path> file = cache.completedFile(blob.id());
    if (file.isEmpty()) {
      return null;
    }
    try (FileChannel channel = FileChannel.open(file.get())) {
      return channel.map(MapMode.READ_ONLY, 0, blob.content().length);
    } catch (NoSuchFileException e) {
      return null; // evicted just then
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
