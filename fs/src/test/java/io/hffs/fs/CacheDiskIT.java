package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestFile;
import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.TestRepo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the cache is too small for what is read: no reader notices. */
@RequiresFuse
@RequiresDisks
class CacheDiskIT {

  private static final long MIB = 1 << 20;

  @TempDir Path home;

  /** Mounts with the cache at a place of its own; what is kept free is nothing. */
  private MountedHub mountOn(Path cache, long quotaBytes) throws IOException {
    return MountedHub.in(
        cache.resolveSibling("home-" + cache.getFileName()),
        TestHubConfig.DEFAULT,
        usual ->
            new FileSystemConfig(
                cache,
                usual.environment(),
                usual.sources(),
                usual.existingDownloads(),
                CacheConfig.defaults().withMinFreeBytes(0).withQuotaBytes(quotaBytes),
                usual.catalog(),
                usual.readDeadline(),
                null,
                repo -> true));
  }

  private static TestRepo addFile(MountedHub mounted, long sizeBytes) throws IOException {
    TestRepo repo = mounted.hub().addRepo("acme/model");
    TestContent content = TestContent.generated(1, sizeBytes);
    String digest = ContentDigests.sha256(content); // the real one, whatever the size
    repo.commit("one", files -> files.lfs("big.bin", content, digest));
    return repo;
  }

  /** Reads it all, and says how fast that was, and in the full form how fast with room for it. */
  private void expectReadsEqual(FaultRun run, MountedHub mounted, TestRepo repo) throws Exception {
    long sizeBytes = repo.file("main", "big.bin").sizeBytes();
    double withRoom = FaultRun.isFull() ? speedWithRoom() : 0;

    double speed = readAll(mounted, repo);

    mounted.awaitIdle();
    double sent = (double) mounted.hub().bytesSent() / sizeBytes;
    run.figure("%.2f times its bytes were fetched".formatted(sent));
    assertThat(sent).as("nothing is fetched again and again").isLessThan(1.5);
    if (FaultRun.isFull()) {
      run.figure("%.0f MiB/s; %.0f with room for all".formatted(speed, withRoom));
      assertThat(speed / withRoom).as("speed by that with room").isGreaterThan(0.5);
    }
  }

  private double speedWithRoom() throws Exception {
    try (MountedHub roomy = mountOn(home.resolve("roomy"), Long.MAX_VALUE)) {
      return readAll(roomy, addFile(roomy, 1024 * MIB));
    }
  }

  /** Returns the MiB a second at which another process read it. */
  private static double readAll(MountedHub mounted, TestRepo repo) throws Exception {
    TestFile file = repo.file("main", "big.bin");
    long start = System.nanoTime();
    Path path = mounted.path("acme/model/main/big.bin");
    Duration limit = Duration.ofMinutes(5);
    assertThat(Shell.run(limit, "sh", "-c", "sha256sum < \"$1\"", "sh", path).ok())
        .startsWith(file.blob().hex());
    return file.sizeBytes() * 1e9 / MIB / (System.nanoTime() - start);
  }

  @Test
  @FaultCase(36)
  void aFileFarLargerThanTheDiskIsReadAtTheSpeedOfTheLine(FaultRun run) throws Exception {
    try (TestDisk disk = TestDisk.inMemory(home.resolve("disk"), "size=64m");
        MountedHub mounted = mountOn(disk.path(), Long.MAX_VALUE)) {
      TestRepo repo = addFile(mounted, run.times(192, 4096) * MIB);

      expectReadsEqual(run, mounted, repo);

      run.fired(mounted.files().cache().counters().diskFailures(), "writes that met a full disk");
    }
  }

  @Test
  @FaultCase(36)
  void aFileFarLargerThanTheQuotaIsReadAtTheSpeedOfTheLine(FaultRun run) throws Exception {
    try (MountedHub mounted = mountOn(home.resolve("cache"), 16 * MIB)) {
      if (!FaultRun.isFull()) { // or all may come before a slow disk has synced some
        mounted.hub().configure(hub -> hub.withLine(hub.line().withTotalRate(32 * MIB)));
      }
      TestRepo repo = addFile(mounted, run.times(192, 2048) * MIB);

      expectReadsEqual(run, mounted, repo);

      run.fired(
          mounted.files().cache().counters().passedThroughBytes() / MIB, "MiB above the quota");
    }
  }

  @Test
  @FaultCase(36)
  void withoutAnInodeLeftEveryFileIsRead(FaultRun run) throws Exception {
    try (TestDisk disk = TestDisk.inMemory(home.resolve("disk"), "size=64m,nr_inodes=60");
        MountedHub mounted = mountOn(disk.path(), Long.MAX_VALUE)) {
      TestRepo repo = mounted.hub().addRepo("acme/model");
      repo.commit(
          "one",
          files -> {
            for (int i = 0; i < run.times(60, 2000); i++) {
              files.text("small-" + i, "small " + i + "\n");
              files.lfs("large-" + i % 20, TestContent.generated(i % 20, MIB + i % 20));
            }
          });
      Path origin = mounted.origin("acme/model", "main", home.resolve("origin"));

      Path seen = mounted.path("acme/model/main");
      for (int round = 0; round < 2; round++) {
        Shell.run(Duration.ofMinutes(2), "diff", "-r", origin, seen).ok();
      }

      run.fired(mounted.files().cache().counters().diskFailures(), "files that could not be made");
      assertThat(disk.takesFiles()).as("an inode is left").isFalse();
    }
  }
}
