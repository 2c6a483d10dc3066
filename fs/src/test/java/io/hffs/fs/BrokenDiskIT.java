package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.cache.CacheCounters;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHubConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the cache breaks while files are open and half of them are on it. */
@RequiresFuse
@RequiresDisks
class BrokenDiskIT {

  private static final int MIB = 1 << 20;
  private static final int FILES = 8;

  @TempDir Path home;
  private TestDisk disk;
  private MountedHub mounted;
  private Path origin;
  private Path image;

  @BeforeEach
  void fillHalf() throws Exception {
    image = home.resolve("disk.img");
    TestDisk.format(image, 128);
    disk = TestDisk.ofImage(image, home.resolve("disk"));
    mounted = MountedHub.in(home.resolve("home"), TestHubConfig.DEFAULT, this::onTheDisk);
    mounted
        .hub()
        .addRepo("acme/model")
        .commit(
            "one",
            files -> {
              for (int i = 0; i < FILES; i++) {
                files.lfs("large-" + i, TestContent.generated(i, 4 * MIB + i));
                files.text("small-" + i, "small " + i + "\n");
              }
              files.lfs("partial", TestContent.generated(99, 24 * MIB));
            });
    origin = mounted.origin("acme/model", "main", home.resolve("origin"));
    for (int i = FILES / 2 - 1; i >= 0; i--) { // backwards, or more small ones are fetched ahead
      // The kernel keeps nothing of what is read so: the disk is asked again.
      assertThat(Reads.of(1, file("large-" + i)).get(0).said()).isEqualTo(blob("large-" + i).hex());
      Shell.run("cat", file("small-" + i)).ok();
    }
    for (int i = 0; i < 24; i += 10) {
      Shell.run(
              "dd", "if=" + file("partial"), "of=/dev/null", "bs=4k", "count=1", "skip=" + i * 256)
          .ok();
    }
    awaitHalf();
    mounted.files().cache().flush();
  }

  /** What was read is verified, named and linked later: not while the disk is being broken. */
  private void awaitHalf() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!isHalfHere()) {
      assertThat(System.nanoTime()).as("half is here, and verified").isLessThan(deadline);
      Thread.sleep(10);
    }
    mounted.awaitIdle();
  }

  private boolean isHalfHere() {
    BlobCache cache = mounted.files().cache();
    for (int i = 0; i < FILES / 2; i++) {
      if (!cache.isComplete(blob("large-" + i)) || !cache.isComplete(blob("small-" + i))) {
        return false;
      }
    }
    return cache.presentBytes(blob("partial")) >= 3 * MIB;
  }

  private BlobId blob(String name) {
    return mounted.hub().repo("acme/model").file("main", name).blob();
  }

  private FileSystemConfig onTheDisk(FileSystemConfig usual) {
    return new FileSystemConfig(
        disk.path().resolve("cache"),
        usual.environment(),
        usual.sources(),
        usual.existingDownloads(),
        CacheConfig.defaults().withMinFreeBytes(0),
        usual.catalog(),
        usual.readDeadline(),
        null,
        repo -> true);
  }

  @AfterEach
  void takeAway() throws Exception {
    try {
      if (mounted != null) {
        mounted.close(); // which fails when a callback threw
      }
    } finally {
      if (disk != null) {
        disk.close();
      }
    }
  }

  private Path file(String name) {
    return mounted.path("acme/model/main/" + name);
  }

  /** Breaks the disk under an open file, and reads all of them, in other processes. */
  private void expectNobodyNotices(Break how) throws Exception {
    String waits = "exec 3<\"$1\"; echo open; read line; exec cat <&3";
    Process open = Shell.start("sh", "-c", waits, "sh", file("large-1"));
    try {
      assertThat(open.inputReader().readLine()).isEqualTo("open");
      how.run();
      for (int round = 0; round < 2; round++) {
        Shell.run(Duration.ofMinutes(1), "diff", "-r", origin, mounted.path("acme/model/main"))
            .ok();
      }
      open.outputWriter().write("\n");
      open.outputWriter().close();
      byte[] seen = open.getInputStream().readAllBytes();
      assertThat(seen.length).isEqualTo(4 * MIB + 1);
      assertThat(open.waitFor(20, TimeUnit.SECONDS)).as("cat ends").isTrue(); // or unmount is busy
    } finally {
      open.destroyForcibly();
    }
    Shell.run("df", mounted.mountpoint()).ok();
  }

  private interface Break {
    void run() throws Exception;
  }

  @Test
  @FaultCase(37)
  void aDiskThatTurnsReadOnlyIsNotTheReadersProblem(FaultRun run) throws Exception {
    expectNobodyNotices(disk::turnReadOnly);
    mounted.files().cache().flush();

    run.fired(mounted.files().cache().counters().diskFailures(), "writes to a read-only disk");
  }

  /** The image is cut short under its file system: each block beyond fails to be read. */
  @Test
  @FaultCase(37)
  void aDiskThatFailsToReadIsNotTheReadersProblem(FaultRun run) throws Exception {
    expectNobodyNotices(
        () -> {
          Shell.run("sync", "-f", disk.path()).ok();
          Shell.sh(
                  "find \"$1\" -type f -exec dd if={} iflag=nocache count=0 status=none \\;",
                  disk.path())
              .ok();
          Shell.run("truncate", "-s", "1M", image).ok();
          assertThat(Shell.sh("cat \"$1\"/cache/blobs/*/* | cat > /dev/null", disk.path()).errors())
              .contains("Input/output error");
        });

    run.fired(mounted.files().cache().counters().diskFailures(), "reads and writes that failed");
  }

  @Test
  @FaultCase(37)
  void aCacheThatIsRemovedWhileMountedIsMadeAnew(FaultRun run) throws Exception {
    Path cache = mounted.cache();
    expectNobodyNotices(() -> Shell.run("rm", "-rf", cache).ok());
    run.fired(1, "caches removed");

    mounted.files().cache().flush();
    CacheCounters counters = mounted.files().cache().counters();
    assertThat(counters.diskFailures()).as("failures of a disk that is well").isZero();
    assertThat(counters.passedThroughBytes()).as("kept in memory").isZero();
    mounted.restart();
    mounted.hub().clearRequests();
    expectNobodyNotices(() -> {});
    mounted.awaitIdle();
    assertThat(mounted.hub().bytesSent())
        .as("only what was open when the cache was removed is fetched again")
        .isLessThan((FILES / 2 * 4 + 24 + 1) * MIB);
  }

  /** Nothing can be made or removed in it, not even by root, which no mode keeps out. */
  @Test
  @FaultCase(37)
  void aCacheThatIsClosedIsNotTheReadersProblem(FaultRun run) throws Exception {
    Path blobs = mounted.cache().resolve("blobs");
    try {
      expectNobodyNotices(
          () -> {
            setImmutable("+i");
            assertThat(Files.isWritable(blobs)).isFalse();
          });
      mounted.files().cache().flush();
      run.fired(mounted.files().cache().counters().diskFailures(), "writes to a closed cache");
    } finally {
      setImmutable("-i");
    }
  }

  private void setImmutable(String flag) throws IOException {
    String script = "find \"$1\" ! -type l -exec chattr \"$2\" {} +";
    Shell.sh(script, mounted.cache(), flag).ok();
  }

  /** A file where a directory was. */
  @Test
  @FaultCase(37)
  void aCacheWhoseDirectoryIsNoneIsNotTheReadersProblem(FaultRun run) throws Exception {
    Path blobs = mounted.cache().resolve("blobs");
    expectNobodyNotices(
        () -> {
          Files.move(blobs, blobs.resolveSibling("away"));
          Files.createFile(blobs);
        });
    mounted.files().cache().flush();

    run.fired(mounted.files().cache().counters().diskFailures(), "writes to no directory");
  }
}
