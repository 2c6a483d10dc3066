package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.eventually;
import static io.hffs.fs.cache.CacheFixture.mib;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.read;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that are not what they should be, from the source or from the disk. */
class BlobIntegrityTest {

  private static final TestBlob LARGE = TestBlob.lfs(5 * MIB + 17, 1);
  private static final TestBlob SMALL = TestBlob.git(3000, 2);

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(LARGE, SMALL);

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
      // Not the blob itself: the index is told after it.
      eventually("verified", () -> cache.isComplete(LARGE.id()));
      cache.flush();
      assertThat(cache.completedFile(LARGE.id()).orElseThrow()).hasBinaryContent(LARGE.content());
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
      blob.prefetch(mib(0, wrong.length / MIB + 1), FetchPriority.BULK);
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
  void aDamagedChunkIsFetchedAgainAtFirstUse() throws Exception {
    Path file;
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      readAll(blob);
      eventually("complete", () -> cache.isComplete(LARGE.id()));
      cache.flush();
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
      eventually("complete", () -> cache.isComplete(LARGE.id()));
      assertThat(cache.verify(LARGE.id()).isGood()).isTrue();
      cache.flush();

      CrashTest.flip(cache.completedFile(LARGE.id()).orElseThrow(), 10);

      VerifyOutcome outcome = cache.verify(LARGE.id());
      assertThat(outcome.badChunks()).isEqualTo(1);
      assertThat(cache.isComplete(LARGE.id())).isFalse();
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
    }
  }
}
