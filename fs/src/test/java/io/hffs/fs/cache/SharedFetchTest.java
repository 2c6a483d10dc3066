package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.eventually;
import static io.hffs.fs.cache.CacheFixture.mib;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.NotYetException;
import io.hffs.fs.source.Share;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is fetched of a blob that several machines part among themselves. */
class SharedFetchTest {

  private static final TestBlob BLOB = TestBlob.lfs(40 * MIB, 1);

  /** The other machines have, or are about to have, all but the last segment. */
  private static final class LastOfIt implements Share {
    private final boolean parted;

    LastOfIt(boolean parted) {
      this.parted = parted;
    }

    @Override
    public boolean isParted() {
      return parted;
    }

    @Override
    public long segmentBytes() {
      return MIB;
    }

    @Override
    public boolean isLeftToUs(long segment) {
      return segment == 39;
    }

    @Override
    public int atOnce() {
      return 2;
    }
  }

  /** Gives what is asked, and tells of the share once. */
  private static final class GivingSource implements BlobSource {
    private final FakeBlobSource giver = new FakeBlobSource(BLOB);
    private final AtomicBoolean told = new AtomicBoolean();
    private final Share share;

    GivingSource(Share share) {
      this.share = share;
    }

    @Override
    public String name() {
      return "giving";
    }

    @Override
    public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
      if (told.compareAndSet(false, true)) {
        sink.sharedWith(share);
      }
      giver.fetch(blob, range, sink);
    }
  }

  /** Has time for nothing, and tells of the share each time. */
  private static final class BusySource implements BlobSource {
    private final Set<ByteRange> asked = ConcurrentHashMap.newKeySet();

    @Override
    public String name() {
      return "busy";
    }

    @Override
    public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws NotYetException {
      asked.add(range);
      sink.sharedWith(new LastOfIt(true));
      throw new NotYetException("others have it", Duration.ofMillis(20));
    }
  }

  @TempDir Path root;

  @Test
  void whatIsLeftToThisMachineDoesNotWaitForWhatOthersHave() throws Exception {
    BusySource source = new BusySource();
    try (BlobCache cache = BlobCache.open(root, CacheFixture.config(), source, Clock.systemUTC());
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      blob.prefetch(mib(0, 1), FetchPriority.BULK);

      eventually("its own part asked for", () -> source.asked.contains(mib(39, 40)));
      eventually("and what comes next", () -> source.asked.contains(mib(15, 16)));
    }
  }

  @Test
  void allComesThoughItsReaderIsFarBehind() throws Exception {
    try (BlobCache cache =
            BlobCache.open(
                root,
                CacheFixture.config(),
                new GivingSource(new LastOfIt(true)),
                Clock.systemUTC());
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      blob.prefetch(mib(0, 1), FetchPriority.BULK);

      eventually("all is here", blob::isComplete);
    }
  }

  @Test
  void nothingMoreIsFetchedWhenTheOtherMachinesHaveGone() throws Exception {
    GivingSource source = new GivingSource(new LastOfIt(false));
    try (BlobCache cache = BlobCache.open(root, CacheFixture.config(), source, Clock.systemUTC());
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      blob.prefetch(mib(0, 1), FetchPriority.BULK);

      // What was queued when there was a share: sixteen that are missing, and the last segment.
      eventually("what was queued is here", () -> blob.presentBytes() >= 17 * MIB);
      Thread.sleep(200);
      assertThat(blob.presentBytes()).isEqualTo(17 * MIB);
    }
  }
}
