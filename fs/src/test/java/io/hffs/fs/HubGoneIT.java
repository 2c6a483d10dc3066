package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.TestRepo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What works without the Hub, what fails and how soon, and that nothing needs a restart. */
@RequiresFuse
class HubGoneIT {

  private static final int MIB = 1 << 20;

  @TempDir Path temp;
  private MountedHub mounted;
  private TestRepo repo;
  private String cachedSum;

  @BeforeEach
  void mountAndReadOneFile() throws Exception {
    mounted =
        MountedHub.in(
            temp.resolve("home"),
            TestHubConfig.DEFAULT,
            // Always looked up again, so that the Hub is missed at each use.
            config -> MountedHub.withIdleAfter(config, Duration.ofMillis(1)));
    repo = mounted.hub().addRepo("acme/model");
    repo.commit(
        "first",
        files ->
            files
                .text("a/config.json", "{}\n")
                .lfs("cached.bin", TestContent.generated(1, 3 * MIB + 5))
                .lfs("other.bin", TestContent.generated(2, 2 * MIB)));
    mounted.hub().addRepo("acme/unseen").commit("first", files -> files.text("f", "f"));
    cachedSum = Shell.sh("sha256sum < \"$1\"", file("cached.bin")).ok();
    mounted.awaitIdle();
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  private Path file(String path) {
    return mounted.path("acme/model/main/" + path);
  }

  private long listMillis() throws IOException {
    long begin = System.nanoTime();
    String listing = Shell.run("ls", "-l", mounted.path("acme/model/main")).ok();
    long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
    assertThat(listing).contains("cached.bin").contains("other.bin");
    return millis;
  }

  private long quickestListMillis(int times) throws IOException {
    long quickest = Long.MAX_VALUE;
    for (int i = 0; i < times; i++) {
      quickest = Math.min(quickest, listMillis());
    }
    return quickest;
  }

  private void assertCachedWorks(String when) throws IOException {
    long first = listMillis();
    long second = quickestListMillis(3);
    System.out.printf("%s: ls -l takes %d ms, then %d ms%n", when, first, second);
    // One wait for a newer answer, where the Hub takes connections and says nothing.
    assertThat(first).isLessThan(4000);
    assertThat(second).isLessThan(1500);
    assertThat(Shell.sh("sha256sum < \"$1\"", file("cached.bin")).ok()).isEqualTo(cachedSum);
  }

  /** All at once, because each may take its whole budget. */
  private void assertTheRestFailsInTime(String when) throws Exception {
    List<Path> paths =
        List.of(
            file("other.bin"),
            mounted.path("acme/unseen/main/f"),
            mounted.path("acme/model/no-such-branch/b"),
            mounted.path("nobody/nothing/main/n"));
    ExecutorService threads = Executors.newFixedThreadPool(paths.size());
    try {
      for (Future<String> outcome : threads.invokeAll(paths.stream().map(this::timed).toList())) {
        System.out.printf("%s: %s%n", when, outcome.get());
        assertThat(outcome.get()).startsWith("E");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(Probe.lstat(file("absent"))).as("in a complete listing").containsExactly("ENOENT");
  }

  private Callable<String> timed(Path path) {
    return () -> {
      long begin = System.nanoTime();
      String errno = Probe.read(path).get(0);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      assertThat(errno).as(path.toString()).isIn("EIO", "ETIMEDOUT");
      assertThat(took).as(path.toString()).isLessThan(Duration.ofSeconds(32));
      return errno + " after " + took.toMillis() + " ms: " + path.getFileName();
    };
  }

  private void assertAllWorksSoon(String when) throws Exception {
    long begin = System.nanoTime();
    Path other = file("other.bin");
    Path unseen = mounted.path("acme/unseen/main/f");
    List<String> now = List.of();
    while (!now.equals(List.of("OK", "OK"))) {
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(45));
      now = Probe.read(other, unseen);
    }
    System.out.printf(
        "%s: all works again after %d ms%n",
        when, Duration.ofNanos(System.nanoTime() - begin).toMillis());
    assertThat(Shell.sh("sha256sum < \"$1\"", other).ok())
        .startsWith(repo.file("main", "other.bin").blob().hex());
  }

  @Test
  void refusedConnections() throws Exception {
    mounted.hub().goDark();
    assertCachedWorks("dark");
    assertTheRestFailsInTime("dark");
    mounted.hub().comeBack();
    assertAllWorksSoon("dark, then back");
  }

  @Test
  void aHubThatAcceptsAndSaysNothing() throws Exception {
    mounted.hub().goSilent();
    assertCachedWorks("silent");
    assertTheRestFailsInTime("silent");
    mounted.hub().comeBack();
    assertAllWorksSoon("silent, then back");
  }

  @Test
  void otherNamesThatWereUsedBefore() throws Exception {
    mounted.hub().addRepo("gone/name").commit("first", files -> files.text("f", "f"));
    mounted.hub().rename("gone/name", "now/name");
    mounted.hub().alias("plain", "acme/model");
    Path[] files = {
      mounted.path("plain/main/a/config.json"),
      mounted.path("ACME/model/main/a/config.json"),
      mounted.path("gone/name/main/f")
    };
    // The Hub knows this namespace no more: the name has to be told in full once, as by model add.
    mounted.files().catalog().canonical(RepoId.parse("gone/name"));
    assertThat(Probe.read(files)).containsOnly("OK");

    mounted.hub().goDark();
    mounted.restart();

    assertThat(Probe.read(files)).containsOnly("OK");
  }

  @Test
  @FaultCase(18)
  void aMountThatBeginsWithoutTheHub(FaultRun run) throws Exception {
    mounted.hub().goDark();
    long start = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long begin = System.nanoTime();
      mounted.restart();
      start = Math.min(start, Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }
    assertThat(start).as("stop and mount, the quickest of three").isLessThan(4000);
    assertCachedWorks("mounted in the dark");
    long listing = quickestListMillis(5);
    assertThat(listing).as("ls, the quickest of five").isLessThan(100 + 1000);
    run.fired(1, "start without the hub, cache warm");
    run.figure("stop and mount " + start + " ms, ls " + listing + " ms");
    assertThat(Probe.lstat(mounted.path("acme/unseen/main/f"))).isNotEqualTo(List.of("ENOENT"));
    mounted.hub().comeBack();
    assertAllWorksSoon("mounted in the dark, then back");
  }
}
