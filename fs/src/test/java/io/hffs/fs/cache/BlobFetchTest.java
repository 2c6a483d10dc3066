package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.eventually;
import static io.hffs.fs.cache.CacheFixture.get;
import static io.hffs.fs.cache.CacheFixture.mib;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.read;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static io.hffs.fs.cache.CacheFixture.readAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of the source, and who gets what comes or fails. */
class BlobFetchTest {

  private static final TestBlob LARGE = TestBlob.lfs(5 * MIB + 17, 1);

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(LARGE);

  @Test
  void aSingleTouchFetchesItsChunkOnly() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      byte[] bytes = read(blob, 2 * MIB + 5, 10);

      assertThat(bytes).isEqualTo(Arrays.copyOfRange(LARGE.content(), 2 * MIB + 5, 2 * MIB + 15));
      assertThat(source.requests()).containsExactly(mib(2, 3));
      eventually("accounted", () -> cache.presentBytes(LARGE.id()) == MIB);
    }
  }

  @Test
  void adjacentMissingChunksAreOneRequest() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      read(blob, 2 * MIB, 1);
      assertThat(read(blob, MIB / 2, 4 * MIB))
          .isEqualTo(Arrays.copyOfRange(LARGE.content(), MIB / 2, MIB / 2 + 4 * MIB));

      assertThat(source.requests()).containsExactlyInAnyOrder(mib(2, 3), mib(0, 2), mib(3, 5));
    }
  }

  @Test
  void concurrentReadersOfOneRangeFetchItOnce() throws Exception {
    source.holdUntilReleased();
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      List<CompletableFuture<byte[]>> readers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        readers.add(readAsync(blob, 0, 64 << 10));
      }
      source.awaitRequest();
      source.release();

      for (CompletableFuture<byte[]> reader : readers) {
        assertThat(get(reader)).isEqualTo(Arrays.copyOf(LARGE.content(), 64 << 10));
      }
      assertThat(source.requests()).containsExactly(mib(0, 1));
    }
  }

  @Test
  void aReaderWakesWhenItsOwnBytesAreThere() throws Exception {
    source.holdUntilReleased();
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      CompletableFuture<byte[]> first = readAsync(blob, 0, 128 << 10);
      source.awaitRequest();
      source.releasePieces(2);

      assertThat(get(first)).isEqualTo(Arrays.copyOf(LARGE.content(), 128 << 10));
      assertThat(blob.isPresent(mib(0, 1))).isFalse();
      source.release();
    }
  }

  @Test
  void aReaderThatTimesOutDoesNotCancelTheOthers() throws Exception {
    source.holdUntilReleased();
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      CompletableFuture<byte[]> patient = readAsync(blob, 0, MIB);
      source.awaitRequest();

      assertThatThrownBy(() -> blob.read(0, ByteBuffer.allocate(10), Duration.ofMillis(20)))
          .isInstanceOf(ReadTimeoutException.class);

      source.release();
      assertThat(get(patient)).isEqualTo(Arrays.copyOf(LARGE.content(), MIB));
      assertThat(source.requests()).hasSize(1);
    }
  }

  @Test
  @FaultCase(41)
  void halfOfTwoHundredReadersGiveUpAndTheChunkIsFetchedOnce(FaultRun run) throws Exception {
    int chunks = run.times(2, 5);
    long gaveUp = 0;
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      for (int chunk = 0; chunk < chunks; chunk++) {
        source.holdUntilReleased();
        int offset = chunk * MIB;
        List<CompletableFuture<byte[]>> patient = new ArrayList<>();
        List<CompletableFuture<Boolean>> hurried = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          patient.add(readAsync(blob, offset, MIB));
          hurried.add(givesUp(blob, offset));
        }
        source.awaitRequest();
        for (CompletableFuture<Boolean> reader : hurried) {
          gaveUp += reader.get(20, java.util.concurrent.TimeUnit.SECONDS) ? 1 : 0;
        }
        source.release();
        for (CompletableFuture<byte[]> reader : patient) {
          assertThat(get(reader))
              .isEqualTo(Arrays.copyOfRange(LARGE.content(), offset, offset + MIB));
        }
      }
    }
    assertThat(gaveUp).isEqualTo(100L * chunks);
    assertThat(source.sentBytes()).as("from the origin").isEqualTo((long) chunks * MIB);
    run.fired(gaveUp, "readers that gave up");
    run.figure("1.00 x the chunk from the origin");
  }

  /** Tells whether a reader that waits 50 ms got nothing. */
  private static CompletableFuture<Boolean> givesUp(CachedBlob blob, long offset) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                blob.read(offset, ByteBuffer.allocate(MIB), Duration.ofMillis(50));
                result.complete(false);
              } catch (ReadTimeoutException e) {
                result.complete(true);
              } catch (java.io.IOException e) {
                result.completeExceptionally(e);
              }
            },
            "hurried-reader");
    reader.setDaemon(true);
    reader.start();
    return result;
  }

  @Test
  void aBrokenFetchIsResumedWhereItStopped() throws Exception {
    source.failNext(MIB + 300_001, new SourceException(Kind.UNAVAILABLE, "cut"));
    source.failNext(100, new SourceException(Kind.UNAVAILABLE, "cut again"));
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      assertThat(readAll(blob)).isEqualTo(LARGE.content());

      int size = LARGE.content().length;
      assertThat(source.requests())
          .containsExactly(
              new ByteRange(0, size),
              new ByteRange(MIB + 300_001, size),
              new ByteRange(MIB + 300_101, size));
      assertThat(source.sentBytes()).isEqualTo(size);
    }
  }

  @Test
  void aDeadSourceFailsTheReaderWithItsReasonWhenTheBudgetIsSpent() throws Exception {
    SourceException gone = new SourceException(Kind.UNAVAILABLE, "gone");
    source.failAlways(gone);
    try (BlobCache cache =
            BlobCache.open(
                root,
                CacheFixture.config().withFetchBudget(Duration.ofSeconds(3)),
                source,
                Clock.systemUTC());
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> read(blob, 0, 1)).isSameAs(gone);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      assertThat(source.requests()).hasSizeBetween(3, 8);

      source.failAlways(null);
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
    }
  }

  @Test
  void aFinalFailureIsNotRetried() throws Exception {
    SourceException denied = new SourceException(Kind.DENIED, "no");
    source.failAlways(denied);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      assertThatThrownBy(() -> read(blob, 0, 1)).isSameAs(denied);
      assertThat(source.requests()).hasSize(1);
    }
  }

  @Test
  void aReaderAsksAtItsOwnPlaceWhenAnotherPlaceIsClosed() throws Exception {
    TestBlob open = LARGE.at("open.bin");
    source.deny(LARGE.ref().path().value(), new SourceException(Kind.DENIED, "gated"));
    source.holdUntilReleased();
    try (BlobCache cache = open(root, source);
        CachedBlob gated = cache.acquire(LARGE.ref());
        CachedBlob free = cache.acquire(open.ref())) {
      assertThatThrownBy(() -> read(gated, 0, 1)).isInstanceOf(SourceException.class);
      source.release();
      assertThat(read(free, 0, MIB)).isEqualTo(Arrays.copyOf(LARGE.content(), MIB));
      assertThat(source.askedPaths()).containsExactly(LARGE.ref().path().value(), "open.bin");
    }
  }

  @Test
  void prefetchedBytesAreThereWithoutAnotherRequest() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      blob.prefetch(mib(0, 3), FetchPriority.READ_AHEAD);
      blob.prefetch(mib(1, 4), FetchPriority.BULK);
      eventually("there", () -> blob.isPresent(mib(0, 4)));
      assertThat(read(blob, 0, 4 * MIB)).isEqualTo(Arrays.copyOf(LARGE.content(), 4 * MIB));
      assertThat(source.requests())
          .containsExactlyInAnyOrder(mib(0, 1), mib(1, 2), mib(2, 3), mib(3, 4));
    }
  }

  @Test
  void aReaderCutsItsChunkOutOfAQueuedPart() throws Exception {
    TestBlob other = TestBlob.lfs(2 * MIB, 9);
    source.add(other);
    source.holdUntilReleased();
    try (BlobCache cache =
            BlobCache.open(
                root,
                CacheFixture.config().withFetchThreads(1),
                source,
                java.time.Clock.systemUTC());
        CachedBlob busy = cache.acquire(other.ref());
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      busy.prefetch(mib(0, 1), FetchPriority.CRITICAL);
      source.awaitRequest();
      blob.prefetch(mib(0, 5), FetchPriority.BULK);
      CompletableFuture<byte[]> reader = readAsync(blob, 3 * MIB, 10);
      eventually("waiting", () -> reader.isDone() || ThreadStates.isParked("reader"));
      source.release();

      get(reader);
      eventually("all there", () -> blob.isPresent(mib(0, 5)));
      assertThat(source.requests()).containsExactly(mib(0, 1), mib(3, 5), mib(0, 3));
    }
  }

  @Test
  void waitingReadersFailWhenTheCacheIsClosed() throws Exception {
    source.holdUntilReleased();
    BlobCache cache = open(root, source);
    CachedBlob blob = cache.acquire(LARGE.ref());
    CompletableFuture<byte[]> reader = readAsync(blob, 0, MIB);
    source.awaitRequest();
    CompletableFuture<Void> closing = new CompletableFuture<>();
    Thread closer =
        new Thread(
            () -> {
              try {
                cache.close();
                closing.complete(null);
              } catch (java.io.IOException e) {
                closing.completeExceptionally(e);
              }
            },
            "closer");
    closer.start();
    eventually("waiting for the fetch", () -> ThreadStates.isParked("closer"));
    source.releasePieces(1);
    assertThatThrownBy(() -> get(reader)).hasRootCauseInstanceOf(java.io.IOException.class);
    closing.get(20, java.util.concurrent.TimeUnit.SECONDS);
  }
}
