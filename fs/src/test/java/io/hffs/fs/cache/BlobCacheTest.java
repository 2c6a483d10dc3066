package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.LONG;
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

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobCacheTest {

  private static final TestBlob LARGE = TestBlob.lfs(5 * MIB + 17, 1);
  private static final TestBlob SMALL = TestBlob.git(3000, 2);

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(LARGE, SMALL);

  @Test
  void readsWhatTheSourceHas() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
    }
  }

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
  void presentBytesAreReadWithoutTheSource() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      readAll(blob);
      source.failAlways(new SourceException(Kind.UNAVAILABLE, "gone"));

      assertThat(readAll(blob)).isEqualTo(LARGE.content());
    }
  }

  @Test
  void openingAndClosingMovesAndWritesNothing() throws Exception {
    try (BlobCache cache = open(root, source)) {
      cache.acquire(LARGE.ref()).close();
      assertThat(source.requests()).isEmpty();
      try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
        assertThat(files).isEmpty();
      }
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
                CacheFixture.config().withFetchBudget(Duration.ofSeconds(1)),
                source,
                Clock.systemUTC());
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> read(blob, 0, 1)).isSameAs(gone);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(source.requests()).hasSizeBetween(3, 6);

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
  void aSmallBlobIsShownToNobodyBeforeItsDigestWasChecked() throws Exception {
    byte[] wrong = SMALL.content().clone();
    wrong[7] ^= 1;
    source.replaceContent(SMALL.id(), wrong);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(SMALL.ref())) {
      assertThatThrownBy(() -> read(blob, 0, 1))
          .isInstanceOfSatisfying(
              SourceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
      assertThat(cache.presentBytes(SMALL.id())).isZero();
    }
  }

  @Test
  void aSmallBlobIsCompleteAsSoonAsItWasRead() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(SMALL.ref())) {
      assertThat(readAll(blob)).isEqualTo(SMALL.content());
      assertThat(blob.isComplete()).isTrue();
      assertThat(cache.isComplete(SMALL.id())).isTrue();
    }
  }

  @Test
  void aLargeBlobIsVerifiedWhenItIsAllThere() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      readAll(blob);
      eventually("verified", blob::isComplete);
      assertThat(cache.completedFile(LARGE.id()).orElseThrow()).hasBinaryContent(LARGE.content());
      cache.flush();
      assertThat(Files.isWritable(cache.completedFile(LARGE.id()).orElseThrow()))
          .isEqualTo(System.getProperty("user.name").equals("root"));
    }
  }

  @Test
  void aBlobThatIsNotWhatItsDigestSaysIsFetchedAgainOnceAndThenRefused() throws Exception {
    byte[] wrong = LARGE.content().clone();
    wrong[MIB * 3] ^= 1;
    source.replaceContent(LARGE.id(), wrong);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      readAll(blob);
      eventually("found wrong twice", () -> cache.counters().digestMismatches() == 2);
      eventually("dropped", () -> cache.presentBytes(LARGE.id()) == 0);
      assertThatThrownBy(() -> read(blob, 0, 1))
          .isInstanceOfSatisfying(
              SourceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
      assertThat(source.sentBytes()).isEqualTo(2L * wrong.length);
    }
  }

  @Test
  void oneWrongDeliveryIsHealedByTheSecond() throws Exception {
    byte[] wrong = LARGE.content().clone();
    wrong[0] ^= 1;
    source.replaceContent(LARGE.id(), wrong);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      blob.prefetch(mib(0, 5), FetchPriority.BULK);
      eventually("fetched", () -> cache.presentBytes(LARGE.id()) == 5 * MIB);
      source.replaceContent(LARGE.id(), LARGE.content());
      read(blob, 5 * MIB, 17);
      eventually("complete", blob::isComplete);
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
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
  void theEmptyBlobNeedsNoSource() throws Exception {
    TestBlob empty = TestBlob.git(0, 3);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(empty.ref())) {
      assertThat(readAll(blob)).isEmpty();
      assertThat(blob.isComplete()).isTrue();
      cache.flush();
      assertThat(cache.completedFile(empty.id()).orElseThrow()).isEmptyFile();
    }
  }

  @Test
  void aRestartKeepsWhatWasFetched() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      read(blob, 0, 3 * MIB);
    }
    FakeBlobSource none = new FakeBlobSource();
    try (BlobCache cache = open(root, none)) {
      assertThat(cache.presentBytes(LARGE.id())).isEqualTo(3 * MIB);
      try (CachedBlob blob = cache.acquire(LARGE.ref())) {
        assertThat(read(blob, 10, 3 * MIB - 10))
            .isEqualTo(Arrays.copyOfRange(LARGE.content(), 10, 3 * MIB));
        assertThat(none.requests()).isEmpty();
      }
    }
  }

  @Test
  void aDamagedChunkIsFetchedAgainAtFirstUse() throws Exception {
    Path file;
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      readAll(blob);
      eventually("complete", blob::isComplete);
      file = cache.completedFile(LARGE.id()).orElseThrow();
    }
    CrashTest.flip(file, 4 * MIB + 3);
    FakeBlobSource again = new FakeBlobSource(LARGE);
    try (BlobCache cache = open(root, again);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
      assertThat(again.requests()).containsExactly(mib(4, 5));
      assertThat(cache.counters().rejectedChunks()).isEqualTo(1);
      eventually("complete again", blob::isComplete);
    }
  }

  @Test
  void verifyFindsDamageAndDropsIt() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      readAll(blob);
      eventually("complete", blob::isComplete);
      assertThat(cache.verify(LARGE.id()).isGood()).isTrue();

      CrashTest.flip(cache.completedFile(LARGE.id()).orElseThrow(), 10);

      VerifyOutcome outcome = cache.verify(LARGE.id());
      assertThat(outcome.badChunks()).isEqualTo(1);
      assertThat(cache.isComplete(LARGE.id())).isFalse();
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
    }
  }

  @Test
  void openReadersGoOnAfterADelete() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      read(blob, 0, 2 * MIB);
      assertThat(cache.delete(LARGE.id())).isTrue();

      assertThat(cache.presentBytes(LARGE.id())).isZero();
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
      try (CachedBlob fresh = cache.acquire(LARGE.ref())) {
        assertThat(fresh.presentBytes()).isZero();
        assertThat(readAll(fresh)).isEqualTo(LARGE.content());
      }
    }
  }

  @Test
  void anotherSizeOfAKnownBlobIsRefused() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(SMALL.ref())) {
      BlobRef ref = SMALL.ref();
      BlobRef lie =
          new BlobRef(ref.id(), ref.sizeBytes() + 1, ref.repo(), ref.commit(), ref.path());
      assertThatThrownBy(() -> cache.acquire(lie)).isInstanceOf(SourceException.class);
      assertThat(readAll(blob)).isEqualTo(SMALL.content());
    }
  }

  @Test
  void anotherSizeOfACompleteBlobIsRefusedAfterARestartToo() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(SMALL.ref())) {
      readAll(blob);
    }
    BlobRef ref = SMALL.ref();
    BlobRef lie = new BlobRef(ref.id(), ref.sizeBytes() + 1, ref.repo(), ref.commit(), ref.path());
    FakeBlobSource none = new FakeBlobSource();
    try (BlobCache cache = open(root, none)) {
      assertThatThrownBy(() -> cache.acquire(lie)).isInstanceOf(SourceException.class);
      try (CachedBlob blob = cache.acquire(ref)) {
        assertThat(readAll(blob)).isEqualTo(SMALL.content());
      }
      assertThat(none.requests()).isEmpty();
    }
  }

  @Test
  void readingBeyondTheEndIsRefused() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(SMALL.ref())) {
      assertThatThrownBy(() -> blob.read(2999, ByteBuffer.allocate(2), LONG))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void anInterruptedReaderHarmsNobodyElse() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      readAll(blob);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> read(blob, 0, 1)).isInstanceOf(java.io.InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
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
    source.releasePieces(4);
    assertThatThrownBy(() -> get(reader)).hasRootCauseInstanceOf(java.io.IOException.class);
    source.release();
    closing.get(20, java.util.concurrent.TimeUnit.SECONDS);
  }
}
