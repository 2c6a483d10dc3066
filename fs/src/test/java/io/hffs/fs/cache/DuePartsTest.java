package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.config;
import static io.hffs.fs.cache.CacheFixture.eventually;
import static io.hffs.fs.cache.CacheFixture.mib;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.NotYetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parts that wait for their next attempt, while the threads of the pool sleep: one of these has to
 * look after them. A thread that nobody wakes looks again after a minute, three times as long as is
 * waited for here.
 */
class DuePartsTest {

  private static final TestBlob BLOB = TestBlob.lfs(4 * MIB, 1);

  @TempDir Path root;
  private final Map<Long, Duration> delays = new ConcurrentHashMap<>();
  private final CountDownLatch held = new CountDownLatch(1);

  @Test
  void whoWatchedAndHasWorkNowLeavesTheNextToAnother() throws Exception {
    delays.put(0L, Duration.ofMillis(100));
    delays.put(1L * MIB, Duration.ofMillis(600));
    try (BlobCache cache = open();
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      blob.prefetch(mib(0, 1), FetchPriority.CRITICAL); // held when it is asked for again
      blob.prefetch(mib(1, 2), FetchPriority.CRITICAL);
      eventually("the second", () -> blob.isPresent(mib(1, 2)));
      held.countDown();
      eventually("the first", () -> blob.isPresent(mib(0, 1)));
    }
  }

  @Test
  void whatIsDueSoonerIsNotLeftToWhoWatchesForSomethingLater() throws Exception {
    held.countDown();
    delays.put(2L * MIB, Duration.ofMinutes(5));
    delays.put(3L * MIB, Duration.ofMillis(100));
    try (BlobCache cache = open();
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      blob.prefetch(mib(2, 3), FetchPriority.CRITICAL);
      eventually("put aside", () -> !delays.containsKey(2L * MIB));
      blob.prefetch(mib(3, 4), FetchPriority.CRITICAL);
      eventually("the one that is due sooner", () -> blob.isPresent(mib(3, 4)));
    }
  }

  private BlobCache open() throws IOException {
    FakeBlobSource all = new FakeBlobSource(BLOB);
    BlobSource notAtOnce =
        new BlobSource() {
          @Override
          public String name() {
            return "not at once";
          }

          @Override
          public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
            Duration delay = delays.remove(range.start());
            if (delay != null) {
              throw new NotYetException("not yet", delay);
            }
            if (range.start() == 0) {
              awaitHeld();
            }
            all.fetch(blob, range, sink);
          }
        };
    return BlobCache.open(root, config().withFetchThreads(4), notAtOnce, Clock.systemUTC());
  }

  private void awaitHeld() throws IOException {
    try {
      if (!held.await(40, TimeUnit.SECONDS)) {
        throw new IOException("nobody let it go");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
