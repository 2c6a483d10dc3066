package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.config;
import static io.hffs.fs.cache.CacheFixture.eventually;
import static io.hffs.fs.cache.CacheFixture.get;
import static io.hffs.fs.cache.CacheFixture.mib;
import static io.hffs.fs.cache.CacheFixture.readAsync;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order parts are fetched, with one thread. */
class FetchPoolTest {

  private static final TestBlob BLOB = TestBlob.lfs(12 * MIB, 1);
  private static final TestBlob FIRST = TestBlob.lfs(2 * MIB, 2);

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(BLOB, FIRST).holdUntilReleased();

  @Test
  void theMostUrgentGoFirst() throws Exception {
    try (BlobCache cache = open(1);
        CachedBlob busy = cache.acquire(FIRST.ref());
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      occupy(busy);
      blob.prefetch(mib(0, 2), FetchPriority.BULK);
      blob.prefetch(mib(2, 4), FetchPriority.READ_AHEAD);
      blob.prefetch(mib(4, 6), FetchPriority.CRITICAL);
      blob.prefetch(mib(6, 7), FetchPriority.READ_AHEAD);
      source.release();
      eventually("there", () -> blob.isPresent(mib(0, 7)));
      assertThat(source.requests())
          .containsExactly(mib(0, 1), mib(4, 6), mib(2, 4), mib(6, 7), mib(0, 2));
    }
  }

  @Test
  void aLongPrefetchIsCutIntoParts() throws Exception {
    source.release();
    try (BlobCache cache = open(1);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      blob.prefetch(mib(0, 12), FetchPriority.BULK);
      eventually("there", () -> blob.isPresent(mib(0, 12)));
      assertThat(source.requests()).containsExactly(mib(0, 8), mib(8, 12));
    }
  }

  @Test
  void bulkLeavesThreadsForReaders() throws Exception {
    try (BlobCache cache = open(4);
        CachedBlob bulk = cache.acquire(BLOB.ref());
        CachedBlob blob = cache.acquire(FIRST.ref())) {
      for (int i = 0; i < 12; i++) {
        bulk.prefetch(mib(i, i + 1), FetchPriority.BULK);
      }
      eventually("three at work", () -> source.requests().size() == 3);
      CompletableFuture<byte[]> reader = readAsync(blob, 0, 10);
      eventually("the fourth for the reader", () -> source.requests().size() == 4);
      source.release();
      assertThat(get(reader)).isEqualTo(Arrays.copyOf(FIRST.content(), 10));
    }
  }

  @Test
  void theTimeThatASourceAsksForIsWaited() throws Exception {
    source.release();
    source.failNext(0, SourceException.throttled("slow down", Duration.ofMillis(700)));
    try (BlobCache cache = open(1);
        CachedBlob blob = cache.acquire(FIRST.ref())) {
      long start = System.nanoTime();
      get(readAsync(blob, 0, 10));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(700));
      assertThat(source.requests()).hasSize(2);
    }
  }

  @Test
  void aPartThatWaitsForItsNextAttemptGoesOnWaitingWhenNobodyHasALease() throws Exception {
    source.release();
    source.failNext(200_000, SourceException.throttled("slow down", Duration.ofSeconds(15)));
    MovedClock clock = new MovedClock();
    try (BlobCache cache = BlobCache.open(root, config().withFetchThreads(1), source, clock);
        CachedBlob other = cache.acquire(BLOB.ref())) {
      try (CachedBlob blob = cache.acquire(FIRST.ref())) {
        blob.prefetch(mib(0, 1), FetchPriority.BULK);
        prefetchAndWait(other, 0); // the one thread has put the first aside by then
      }
      clock.putForward(Duration.ofSeconds(11));
      cache.flush();
      prefetchAndWait(other, 5);
      assertThat(source.requests()).containsExactly(mib(0, 1), mib(0, 1), mib(5, 6));
    }
  }

  @Test
  void aSilentSourceDoesNotHoldTheLastThread() throws Exception {
    FakeBlobSource well = new FakeBlobSource(BLOB);
    BlobSource half =
        new BlobSource() {
          @Override
          public String name() {
            return "half of it silent";
          }

          @Override
          public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
            (blob.id().equals(BLOB.id()) ? well : source).fetch(blob, range, sink);
          }
        };
    try (BlobCache cache =
            BlobCache.open(root, config().withFetchThreads(2), half, Clock.systemUTC());
        CachedBlob silent = cache.acquire(FIRST.ref());
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      silent.prefetch(mib(0, 1), FetchPriority.CRITICAL);
      silent.prefetch(mib(1, 2), FetchPriority.CRITICAL);
      eventually("both threads held", () -> source.requests().size() == 2);

      assertThat(get(readAsync(blob, 0, 10))).isEqualTo(Arrays.copyOf(BLOB.content(), 10));
      assertThat(get(readAsync(blob, 5L * MIB, 10)))
          .isEqualTo(Arrays.copyOfRange(BLOB.content(), 5 * MIB, 5 * MIB + 10));
      source.release();
    }
  }

  private static void prefetchAndWait(CachedBlob blob, int chunk) throws Exception {
    blob.prefetch(mib(chunk, chunk + 1), FetchPriority.BULK);
    eventually("there", () -> blob.isPresent(mib(chunk, chunk + 1)));
  }

  private BlobCache open(int threads) throws Exception {
    return BlobCache.open(root, config().withFetchThreads(threads), source, Clock.systemUTC());
  }

  private void occupy(CachedBlob busy) throws Exception {
    busy.prefetch(mib(0, 1), FetchPriority.CRITICAL);
    source.awaitRequest();
  }
}
