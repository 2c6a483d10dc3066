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
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
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
      BlobReader first = blobs.acquire(ref(10));
      assertThat(blobs.acquire(ref(10))).isSameAs(first);

      blobs.release(ID);
      assertThat(blobs.acquire(ref(10))).isSameAs(first);
      blobs.release(ID);
      blobs.release(ID);

      assertThat(blobs.acquire(ref(10))).isNotSameAs(first);
      blobs.release(ID);
    }
  }

  @Test
  void anotherSizeOfAnOpenBlobIsRefused() throws Exception {
    try (BlobCache cache = cache()) {
      OpenBlobs blobs = new OpenBlobs(cache);
      blobs.acquire(ref(10));
      assertThatThrownBy(() -> blobs.acquire(ref(20))).isInstanceOf(SourceException.class);
      blobs.release(ID);
    }
  }

  private BlobCache cache() throws IOException {
    return BlobCache.open(root, CacheConfig.defaults(), NO_SOURCE, Clock.systemUTC());
  }

  private static BlobRef ref(long size) {
    return new BlobRef(
        ID, size, RepoId.parse("org/model"), new CommitHash("c".repeat(40)), new RepoPath("file"));
  }
}
