package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.config;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.RequiresDisks;
import io.hffs.fs.Shell;
import io.hffs.fs.TestDisk;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.range.ByteRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes at a random moment of a fill. What the disk then holds is a copy of the image of
 * an ext4, taken while it is written: what the kernel has not yet sent to the disk is not in it.
 */
@RequiresDisks
class PowerCutIT {

  private static final int DISK_MIB = 96;

  /** So many cuts one after the other in the filling of one cache. */
  private static final int CUTS_EACH = 5;

  private static final TestBlob LARGE = TestBlob.lfs(24 * MIB + 5, 1);
  private static final TestBlob MEDIUM = TestBlob.lfs(9 * MIB, 2);
  private static final TestBlob SMALL = TestBlob.git(30_000, 3);
  private static final List<TestBlob> BLOBS = List.of(LARGE, MEDIUM, SMALL);

  @TempDir Path temp;
  private int atRisk;
  private int cut;
  private long kept;
  private long torn;

  @Test
  @FaultCase(33)
  void whatIsPresentAfterAPowerCutIsRight(FaultRun run) throws Exception {
    Random random = run.random();
    int images = run.times(5, 200);
    while (cut < images) {
      fillAndCut(random, Math.min(images - cut, CUTS_EACH));
    }
    run.fired(cut, "power cuts");
    run.figure(atRisk + " of them with chunks written but not synced");
    run.figure(kept / MIB + " MiB kept in all");
    run.figure(torn + " chunks caught by their checksums");
    if (FaultRun.isFull()) { // few of a few may be
      assertThat(atRisk).isGreaterThanOrEqualTo(images / 4);
    }
  }

  private void fillAndCut(Random random, int cuts) throws Exception {
    Path image = temp.resolve("disk.img");
    TestDisk.format(image, DISK_MIB);
    FakeBlobSource source = new FakeBlobSource(BLOBS.toArray(TestBlob[]::new)).holdUntilReleased();
    CacheConfig config = config().withSync(8 * MIB, Duration.ofSeconds(1));
    try (TestDisk disk = TestDisk.ofImage(image, temp.resolve("disk"))) {
      try (BlobCache cache =
              BlobCache.open(disk.path().resolve("c"), config, source, Clock.systemUTC());
          CachedBlob large = cache.acquire(LARGE.ref());
          CachedBlob medium = cache.acquire(MEDIUM.ref());
          CachedBlob small = cache.acquire(SMALL.ref())) {
        List<CachedBlob> filled = List.of(large, medium, small);
        for (CachedBlob blob : filled) {
          blob.prefetch(ByteRange.ofLength(0, blob.ref().sizeBytes()), FetchPriority.BULK);
        }
        for (int i = 0; i < cuts; i++) {
          source.releasePieces(20 + random.nextInt(100));
          if (random.nextInt(3) == 0) {
            cache.flush();
            source.releasePieces(20 + random.nextInt(60));
          }
          // Not waited for: the copy is to meet the writes, syncs and records in their midst.
          cutPower(image, filled);
        }
        source.release();
      }
    }
    Files.delete(image);
  }

  private void cutPower(Path image, List<CachedBlob> filled) throws Exception {
    Path copy = temp.resolve("copy.img");
    long before = filled.stream().mapToLong(CachedBlob::presentBytes).sum();
    Shell.run("cp", "--sparse=always", image, copy).ok();
    cut++;
    FakeBlobSource again = new FakeBlobSource(BLOBS.toArray(TestBlob[]::new));
    try (TestDisk disk = TestDisk.ofImage(copy, temp.resolve("copy"))) {
      Path root = disk.path().resolve("c");
      long recorded = recorded(root);
      atRisk += before > recorded ? 1 : 0;
      kept += recorded;
      try (BlobCache reopened = open(root, again)) {
        for (TestBlob blob : BLOBS) {
          try (CachedBlob survivor = reopened.acquire(blob.ref())) {
            assertThat(readAll(survivor)).as("power cut %d", cut).isEqualTo(blob.content());
          }
        }
        torn += reopened.counters().rejectedChunks();
      }
    }
    Files.delete(copy);
  }

  private static long recorded(Path root) throws Exception {
    BlobPaths paths = new BlobPaths(root.resolve("blobs"));
    long bytes = 0;
    for (TestBlob blob : BLOBS) {
      Optional<PresenceJournal.Content> journal = PresenceJournal.peek(paths.journal(blob.id()));
      bytes += journal.map(PresenceJournal.Content::presentBytes).orElse(0L);
    }
    return bytes;
  }
}
