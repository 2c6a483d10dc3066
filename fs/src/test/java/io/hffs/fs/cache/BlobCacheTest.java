package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.LONG;
import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.read;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs from one open to the next. */
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
}
