package io.hffs.fs.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenBlobsTest {

  private static final BlobId ID = BlobId.sha256("a".repeat(64));
  private static final BlobSource NO_SOURCE =
      new BlobSource() {
        @Override
        public String name() {
          return "none";
        }

        @Override
        public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
          throw new SourceException(SourceException.Kind.UNAVAILABLE, "none");
        }
      };

  @TempDir Path root;

  @Test
  void handlesOfOneBlobShareAReaderUntilTheLastIsGivenBack() throws Exception {
    try (BlobCache cache = cache()) {
      OpenBlobs blobs = new OpenBlobs(cache);
      BlobReader first = acquire(blobs, 10);
      assertThat(acquire(blobs, 10)).isSameAs(first);

      blobs.release(ID);
      assertThat(acquire(blobs, 10)).isSameAs(first);
      blobs.release(ID);
      blobs.release(ID);

      assertThat(acquire(blobs, 10)).isNotSameAs(first);
      blobs.release(ID);
    }
  }

  @Test
  void anotherSizeOfAnOpenBlobIsRefused() throws Exception {
    try (BlobCache cache = cache()) {
      OpenBlobs blobs = new OpenBlobs(cache);
      acquire(blobs, 10);
      assertThatThrownBy(() -> acquire(blobs, 20)).isInstanceOf(SourceException.class);
      blobs.release(ID);
    }
  }

  @Test
  void whatIsReadIsCountedByWhetherItWasHere() throws Exception {
    try (BlobCache cache = cache(new Zeros())) {
      OpenBlobs blobs = new OpenBlobs(cache);
      BlobReader reader = acquire(blobs, 4 << 20);

      for (int i = 0; i < 3; i++) {
        assertThat(reader.read(1, 0, ByteBuffer.allocate(1000), Duration.ofSeconds(20)))
            .isEqualTo(1000);
      }
      assertThat(reader.read(1, 4 << 20, ByteBuffer.allocate(1000), Duration.ofSeconds(20)))
          .isZero();

      assertThat(blobs.counts().all()).isEqualTo(3000);
      assertThat(blobs.counts().cached()).isEqualTo(2000);
      blobs.release(ID);
    }
  }

  @Test
  void whatCannotBeReadIsNotCounted() throws Exception {
    try (BlobCache cache = cache()) {
      OpenBlobs blobs = new OpenBlobs(cache);
      BlobReader reader = acquire(blobs, 10);

      assertThatThrownBy(() -> reader.read(1, 0, ByteBuffer.allocate(10), Duration.ofMillis(100)))
          .isInstanceOf(IOException.class);

      assertThat(blobs.counts().all()).isZero();
      blobs.release(ID);
    }
  }

  private static final class Zeros implements BlobSource {

    @Override
    public String name() {
      return "zeros";
    }

    @Override
    public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
      sink.write(ByteBuffer.allocate((int) range.length()), Provenance.ORIGIN);
    }
  }

  private BlobCache cache() throws IOException {
    return cache(NO_SOURCE);
  }

  private BlobCache cache(BlobSource source) throws IOException {
    return BlobCache.open(root, CacheConfig.defaults(), source, Clock.systemUTC());
  }

  private static BlobReader acquire(OpenBlobs blobs, long size) throws IOException {
    TreeEntry file = new TreeEntry(new RepoPath("file"), size, ID);
    Snapshot tree =
        Snapshot.complete(
            RepoId.parse("org/model"),
            new CommitHash("c".repeat(40)),
            Instant.EPOCH,
            List.of(file));
    return blobs.acquire(BlobRef.of(tree, file).orElseThrow(), tree);
  }
}
