package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.eventually;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.read;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.range.ByteRange;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks for which there is only the word of a paired device: read here, not passed on. */
class AttestedChunksTest {

  private static final TestBlob BLOB = TestBlob.lfs(4 * MIB + 17, 1);
  private static final TestBlob SMALL = TestBlob.git(3000, 2);

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(BLOB, SMALL);
  private final List<Integer> accused = new CopyOnWriteArrayList<>();

  @Test
  void areReadButNotShared() throws Exception {
    source.attest(1, 7);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      assertThat(read(blob, 0, 3 * MIB)).startsWith(BLOB.content()[0]);

      try (SharedBlob shared = cache.share(BLOB.ref()).orElseThrow()) {
        assertThat(shared.chunks()).hasToString("{0, 2}");
        assertThat(shared.has(new ByteRange(MIB - 1, MIB + 1))).isFalse();
        assertThatThrownBy(() -> shared.readChunk(1, ByteBuffer.allocate(MIB)))
            .isInstanceOf(FileNotFoundException.class);
        assertThat(chunk(shared, 2)).isEqualTo(slice(2 * MIB, MIB));
      }
    }
  }

  @Test
  void areStillNotSharedAfterARestart() throws Exception {
    source.attest(1, 7);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      var unused = read(blob, 0, 3 * MIB);
    }
    try (BlobCache cache = open(root, source);
        SharedBlob shared = cache.share(BLOB.ref()).orElseThrow()) {
      assertThat(shared.chunks()).hasToString("{0, 2}");
      assertThat(chunk(shared, 0)).isEqualTo(slice(0, MIB));
    }
  }

  @Test
  void areSharedOnceTheDigestOfTheWholeMatched() throws Exception {
    source.attest(1, 7);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      var unused = readAll(blob);
      eventually("verified", blob::isComplete);

      try (SharedBlob shared = cache.share(BLOB.ref()).orElseThrow()) {
        assertThat(shared.has(new ByteRange(0, BLOB.content().length))).isTrue();
        assertThat(shared.isGrowing()).isFalse();
      }
    }
  }

  @Test
  void ofASmallBlobAreProvenAtOnce() throws Exception {
    source.attest(0, 7);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(SMALL.ref())) {
      assertThat(readAll(blob)).isEqualTo(SMALL.content());
      assertThat(cache.share(SMALL.ref()).orElseThrow().chunks()).hasToString("{0}");
    }
  }

  @Test
  void aLieOfOneDeviceIsFoundOutAndMadeGood() throws Exception {
    source.attest(1, 7);
    source.attest(3, 7);
    source.lie(7, changedAt(3 * MIB));
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      cache.onWrongBytes((device, id) -> accused.add(device));
      var unused = readAll(blob);
      eventually("verified", blob::isComplete);

      assertThat(readAll(blob)).isEqualTo(BLOB.content());
      assertThat(accused).containsExactly(7);
      assertThat(source.sentBytes()).isEqualTo(BLOB.content().length + 2L * MIB);
    }
  }

  @Test
  void ofSeveralDevicesOnlyTheLiarIsAccused() throws Exception {
    source.attest(0, 5);
    source.attest(1, 7);
    source.lie(7, changedAt(MIB));
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      cache.onWrongBytes((device, id) -> accused.add(device));
      var unused = readAll(blob);
      eventually("verified", blob::isComplete);

      assertThat(readAll(blob)).isEqualTo(BLOB.content());
      assertThat(accused).containsExactly(7);
    }
  }

  @Test
  void canBePurgedByDevice() throws Exception {
    source.attest(0, 5);
    source.attest(1, 7);
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      var unused = read(blob, 0, 3 * MIB);

      cache.purgeAttestedBy(7);

      assertThat(blob.isPresent(new ByteRange(0, MIB))).isTrue();
      assertThat(blob.isPresent(new ByteRange(MIB, MIB + 1))).isFalse();
      assertThat(blob.isPresent(new ByteRange(2 * MIB, 3 * MIB))).isTrue();
    }
  }

  @Test
  void doNotComeIntoAStrictCacheUnlessTheyCanBeProven() throws Exception {
    source.attest(0, 7);
    source.lie(7, changedAt(0));
    try (BlobCache cache =
            BlobCache.open(root, CacheFixture.config().withStrict(), source, Clock.systemUTC());
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      assertThat(read(blob, 0, 100)).isEqualTo(slice(0, 100));
    }
  }

  private static byte[] chunk(SharedBlob shared, int chunk) throws IOException {
    ByteBuffer given = ByteBuffer.allocate(MIB);
    shared.readChunk(chunk, given);
    return Arrays.copyOf(given.array(), given.remaining());
  }

  private static byte[] changedAt(int offset) {
    byte[] changed = BLOB.content().clone();
    changed[offset] ^= 1;
    return changed;
  }

  private static byte[] slice(int offset, int length) {
    return Arrays.copyOfRange(BLOB.content(), offset, offset + length);
  }
}
