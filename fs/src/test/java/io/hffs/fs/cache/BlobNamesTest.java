package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.config;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.read;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read by its name alone, by those who link to it or send it, is a whole file or none. */
class BlobNamesTest {

  private static final TestBlob BLOB = TestBlob.lfs(3 * MIB + 7, 1);

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(BLOB);
  private Path whole;
  private Path partial;

  @BeforeEach
  void name() {
    BlobPaths paths = new BlobPaths(root.resolve("blobs"));
    whole = paths.whole(BLOB.id());
    partial = paths.partial(BLOB.id());
  }

  @Test
  void whoWasToldOfAWholeFileFindsNoPartOfOneThatIsFetchedAnew() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache);
      Path told = cache.completedFile(BLOB.id()).orElseThrow();
      cache.delete(BLOB.id());
      try (CachedBlob blob = cache.acquire(BLOB.ref())) {
        read(blob, 0, MIB);
        cache.flush();
        assertThat(told).doesNotExist();
        assertThat(cache.completedFile(BLOB.id())).isEmpty();
        assertThat(readAll(blob)).isEqualTo(BLOB.content());
        CacheFixture.eventually("complete", () -> cache.isComplete(BLOB.id()));
      }
      cache.flush();
      assertThat(told).hasBinaryContent(BLOB.content());
      assertThat(partial).doesNotExist();
    }
  }

  @Test
  void aWholeFileThatGotNoNameBeforeTheEndGetsItAtTheStart() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache);
    }
    Files.move(whole, partial);
    try (BlobCache cache = open(root, new FakeBlobSource())) {
      assertThat(cache.completedFile(BLOB.id()).orElseThrow()).hasBinaryContent(BLOB.content());
    }
    assertThat(partial).doesNotExist();
  }

  @Test
  void aPartThatHasTheNameOfAWholeLosesItAtTheStart() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      read(blob, 0, MIB);
    }
    Files.move(partial, whole);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      assertThat(whole).doesNotExist();
      assertThat(cache.presentBytes(BLOB.id())).isPositive();
      assertThat(readAll(blob)).isEqualTo(BLOB.content());
      CacheFixture.eventually("complete", () -> cache.isComplete(BLOB.id()));
    }
    assertThat(source.sentBytes()).isEqualTo(BLOB.content().length);
    assertThat(whole).hasBinaryContent(BLOB.content());
  }

  @Test
  void aFileThatRottedHasTheNameOfAPartUntilItIsMended() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache);
    }
    CrashTest.flip(whole, 5);
    CacheConfig often = config().withSync(1, Duration.ofMillis(20));
    try (BlobCache cache = BlobCache.open(root, often, source, Clock.systemUTC());
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      cache.verify(BLOB.id());
      cache.flush();
      assertThat(whole).doesNotExist();
      assertThat(partial).exists();
      assertThat(readAll(blob)).isEqualTo(BLOB.content());
      CacheFixture.eventually("whole again", () -> Files.exists(whole));
      assertThat(whole).hasBinaryContent(BLOB.content());
      assertThat(partial).doesNotExist();
    }
  }

  private static void fill(BlobCache cache) throws Exception {
    try (CachedBlob blob = cache.acquire(BLOB.ref())) {
      readAll(blob);
      CacheFixture.eventually("complete", () -> cache.isComplete(BLOB.id()));
    }
    cache.flush();
  }
}
