package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.config;
import static io.hffs.fs.cache.CacheFixture.eventually;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.BlobId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvictionTest {

  private static final TestBlob A = TestBlob.lfs(2 * MIB, 1);
  private static final TestBlob B = TestBlob.lfs(2 * MIB, 2);
  private static final TestBlob C = TestBlob.lfs(2 * MIB, 3);

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(A, B, C);

  @Test
  void nothingGoesBelowNinetyPercent() {
    assertThat(EvictionPolicy.target(90, 100, Long.MAX_VALUE, 0)).isEqualTo(90);
    assertThat(EvictionPolicy.target(91, 100, Long.MAX_VALUE, 0)).isEqualTo(80);
  }

  @Test
  void aDiskWithTooLittleFreeShrinksTheCache() {
    assertThat(EvictionPolicy.target(50, 100, 5, 15)).isEqualTo(40);
    assertThat(EvictionPolicy.target(3, 100, 5, 15)).isZero();
  }

  @Test
  void anEndlessQuotaIsNeverReached() {
    assertThat(EvictionPolicy.target(1L << 50, Long.MAX_VALUE, Long.MAX_VALUE, 0))
        .isEqualTo(1L << 50);
  }

  @Test
  void theLeastRecentlyUsedGoFirstAndTheKeptStay() {
    List<BlobStatus> blobs = List.of(status(A, 30), status(B, 10), status(C, 20));
    assertThat(EvictionPolicy.victims(blobs, 4 * MIB, id -> false)).containsExactly(B.id());
    assertThat(EvictionPolicy.victims(blobs, 4 * MIB, B.id()::equals)).containsExactly(C.id());
    assertThat(EvictionPolicy.victims(blobs, 0, id -> false))
        .containsExactly(B.id(), C.id(), A.id());
    assertThat(EvictionPolicy.victims(blobs, 6 * MIB, id -> false)).isEmpty();
  }

  @Test
  void evictionTakesTheFilesButNotTheOpenNorThePinned() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache, A, B);
      cache.keep(() -> Set.of(B.id()));
      try (CachedBlob held = cache.acquire(C.ref())) {
        readAll(held);
        assertThat(cache.evictTo(0, id -> false)).isEqualTo(2 * MIB);
        assertThat(readAll(held)).isEqualTo(C.content());
      }
      // A reader has its bytes a moment before the index counts them.
      eventually("all of C is counted", () -> cache.presentBytes(C.id()) == 2 * MIB);
      assertThat(cache.blobs()).extracting(BlobStatus::id).containsOnly(B.id(), C.id());
      BlobPaths paths = new BlobPaths(root.resolve("blobs"));
      assertThat(paths.whole(A.id())).doesNotExist();
      assertThat(paths.partial(A.id())).doesNotExist();
      assertThat(paths.journal(A.id())).doesNotExist();
      assertThat(cache.counters().evictedBlobs()).isEqualTo(1);
    }
  }

  @Test
  void aQuotaIsKeptWhileBlobsCome() throws Exception {
    CacheConfig small = config().withQuotaBytes(5 * MIB).withSync(1 << 20, Duration.ofMillis(20));
    try (BlobCache cache = BlobCache.open(root, small, source, Clock.systemUTC())) {
      fill(cache, A, B, C);
      eventually("evicted", () -> cache.usedBytes() <= 4 * MIB);
      assertThat(cache.presentBytes(C.id())).isEqualTo(2 * MIB);
    }
  }

  @Test
  void aBlobLargerThanTheQuotaIsReadAllTheSame() throws Exception {
    TestBlob large = TestBlob.lfs(12 * MIB, 5);
    source.add(large);
    CacheConfig tiny = config().withQuotaBytes(2 * MIB).withSync(1 << 20, Duration.ofMillis(20));
    try (BlobCache cache = BlobCache.open(root, tiny, source, Clock.systemUTC());
        CachedBlob blob = cache.acquire(large.ref())) {
      assertThat(CacheFixture.read(blob, 0, 4 * MIB)).hasSize(4 * MIB);
      eventually(
          "there is no room", // which may have been noticed before all of it was written
          () -> cache.usedBytes() > 2 * MIB || cache.counters().passedThroughBytes() > 0);
      cache.flush();
      assertThat(readAll(blob)).isEqualTo(large.content());
      assertThat(cache.counters().passedThroughBytes()).isPositive();
      assertThat(cache.usedBytes()).isLessThan(12 * MIB);
    }
  }

  @Test
  void aBlobThatCannotBeRemovedIsTheDisksFailureAndNotThatOfTheFlush() throws Exception {
    CacheConfig small = config().withQuotaBytes(5 * MIB).withSync(1 << 20, Duration.ofHours(1));
    try (BlobCache cache = BlobCache.open(root, small, source, Clock.systemUTC())) {
      fill(cache, A);
      Path data = new BlobPaths(root.resolve("blobs")).data(A.id());
      Files.delete(data);
      Files.createDirectories(data.resolve("in the way"));
      fill(cache, B, C);
      assertThat(cache.counters().diskFailures()).isPositive();
    }
  }

  @Test
  void theTimeOfLastUseSurvivesARestart() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache, A);
    }
    Path journal = new BlobPaths(root.resolve("blobs")).journal(A.id());
    Instant past = Instant.parse("2020-01-01T00:00:00Z");
    Files.setLastModifiedTime(journal, java.nio.file.attribute.FileTime.from(past));
    try (BlobCache cache = open(root, source)) {
      assertThat(cache.blobs().get(0).lastUsed()).isEqualTo(past);
      fill(cache, A);
    }
    assertThat(Files.getLastModifiedTime(journal).toInstant())
        .isAfter(Instant.now().minusSeconds(600));
  }

  private void fill(BlobCache cache, TestBlob... blobs) throws Exception {
    for (TestBlob each : blobs) {
      try (CachedBlob blob = cache.acquire(each.ref())) {
        readAll(blob);
        eventually("complete", () -> cache.isComplete(each.id()));
      }
      cache.flush();
    }
  }

  private static BlobStatus status(TestBlob blob, long usedAt) {
    BlobId id = blob.id();
    return new BlobStatus(id, 2 * MIB, 2 * MIB, true, Instant.ofEpochSecond(usedAt));
  }
}
