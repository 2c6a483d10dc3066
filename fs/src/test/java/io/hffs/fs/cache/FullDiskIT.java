package io.hffs.fs.cache;

import static io.hffs.fs.Needs.need;
import static io.hffs.fs.cache.CacheFixture.LONG;
import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.config;
import static io.hffs.fs.cache.CacheFixture.eventually;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache on a file system of 8 MiB, and on one that turns read-only. Needs root. */
class FullDiskIT {

  private static final TestBlob LARGE = TestBlob.lfs(24 * MIB + 7, 1);

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(LARGE);

  @BeforeEach
  void mountSmallDisk() throws Exception {
    need(
        run("mount", "-t", "tmpfs", "-o", "size=8m", "hffs-test", root.toString()) == 0,
        "cannot mount a tmpfs: not root");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", root.toString());
  }

  @Test
  void aFullDiskIsNotTheReadersProblem() throws Exception {
    try (BlobCache cache = BlobCache.open(root, config(), source, Clock.systemUTC());
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
      assertThat(cache.counters().diskFailures()).isPositive();
      assertThat(cache.counters().passedThroughBytes()).isPositive();
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
    }
  }

  @Test
  void roomIsMadeForWhatComesNext() throws Exception {
    TestBlob old = TestBlob.lfs(6 * MIB, 2);
    TestBlob fresh = TestBlob.lfs(6 * MIB, 3);
    source.add(old);
    source.add(fresh);
    try (BlobCache cache = BlobCache.open(root, config(), source, Clock.systemUTC())) {
      try (CachedBlob blob = cache.acquire(old.ref())) {
        readAll(blob);
        eventually("complete", blob::isComplete);
      }
      cache.flush();
      try (CachedBlob blob = cache.acquire(fresh.ref())) {
        assertThat(readAll(blob)).isEqualTo(fresh.content());
        eventually("evicted", () -> cache.presentBytes(old.id()) == 0);
        eventually("kept, though nobody reads it again", blob::isComplete);
        assertThat(readAll(blob)).isEqualTo(fresh.content());
      }
    }
  }

  @Test
  void aDiskThatTurnsReadOnlyIsNotTheReadersProblem() throws Exception {
    try (BlobCache cache = BlobCache.open(root, config(), source, Clock.systemUTC());
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      CacheFixture.read(blob, 0, MIB);
      cache.flush();
      // A writer that is open keeps a tmpfs from being remounted, a directory that is gone does
      // the same to what is made anew.
      run("mount", "-o", "remount,ro,force", root.toString());
      run("rm", "-rf", root.resolve("blobs").toString());
      assertThat(readAll(blob)).isEqualTo(LARGE.content());
    }
  }

  @Test
  void aDiskThatRefusesForAnotherReasonIsNotTriedAgainAndAgainBecauseSpaceCameFree()
      throws Exception {
    Path junk = Files.write(root.resolve("junk"), new byte[4 * MIB]);
    try (BlobCache cache = BlobCache.open(root, config(), source, Clock.systemUTC());
        CachedBlob blob = cache.acquire(LARGE.ref())) {
      // No directory can be made there.
      Files.createFile(new BlobPaths(root.resolve("blobs")).data(LARGE.id()).getParent());
      CacheFixture.read(blob, 0, MIB);
      cache.flush();
      Files.delete(junk);
      long deadline = System.nanoTime() + LONG.toNanos(); // before time alone has it tried again
      while (cache.counters().diskFailures() < 2) {
        assertThat(System.nanoTime()).as("tried again").isLessThan(deadline);
        cache.flush();
      }
      for (int i = 0; i < 50; i++) {
        cache.flush();
      }
      assertThat(cache.counters().diskFailures()).isLessThanOrEqualTo(10);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("hangs: " + String.join(" ", command));
    }
    return process.exitValue();
  }
}
