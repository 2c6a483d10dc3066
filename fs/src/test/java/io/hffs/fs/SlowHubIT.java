package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.hub.HubConfig;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.HubProfile;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestFile;
import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.TestRepo;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that stop in their midst or drip, with and without another source to turn to. */
@RequiresFuse
class SlowHubIT {

  private static final int MIB = 1 << 20;

  /** After which a read has ended, in whatever way. */
  private static final double READ_SECONDS = 30;

  /** What takes about a second at most is taken so often: the machine may be busy. */
  private static final int SAMPLES = 3;

  @TempDir Path temp;

  /** Also a mirror that is the same server by another name, and stays well. */
  private static FileSystemConfig withMirror(FileSystemConfig config) {
    HubConfig hub = config.sources().get(0);
    URI mirror = URI.create(hub.endpoint().toString().replace("localhost", "127.0.0.1"));
    return new FileSystemConfig(
        config.root(),
        config.environment(),
        List.of(hub, HubConfig.mirror(mirror, config.environment())),
        config.existingDownloads(),
        config.cache(),
        config.catalog(),
        config.readDeadline(),
        null,
        repo -> true);
  }

  private static HubFault ofTheHub(HubFault fault) {
    return fault
        .when(request -> request.range().isPresent())
        .when(request -> request.http().header("Host").orElse("").startsWith("localhost"));
  }

  private static TestRepo fill(MountedHub mounted, int files, int sizeBytes) {
    TestRepo repo = mounted.hub().addRepo("acme/model");
    repo.commit(
        "first",
        tree ->
            IntStream.range(0, files)
                .forEach(i -> tree.lfs(i + ".bin", TestContent.generated(i, sizeBytes + i))));
    return repo;
  }

  private static Path[] paths(MountedHub mounted, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> mounted.path("acme/model/main/" + i + ".bin"))
        .toArray(Path[]::new);
  }

  private static void assertRight(TestRepo repo, List<Reads> reads) {
    for (int i = 0; i < reads.size(); i++) {
      TestFile file = repo.file("main", i + ".bin");
      assertThat(reads.get(i).said()).as("%d.bin", i).isEqualTo(file.blob().hex());
    }
  }

  @Test
  @FaultCase(2)
  void aBodyThatStopsIsTakenFromTheMirror(FaultRun run) throws Exception {
    int files = run.times(12, 200);
    Random random = run.random();
    TestHubConfig direct = TestHubConfig.DEFAULT.withProfile(HubProfile.DIRECT);
    try (MountedHub mounted = MountedHub.in(temp, direct, SlowHubIT::withMirror)) {
      TestRepo repo = fill(mounted, files, 2 * MIB);
      InjectedFault stall =
          mounted.hub().inject(ofTheHub(HubFault.stallAfter(random.nextInt(MIB))));

      List<Reads> reads = Reads.of(4, paths(mounted, 0, files));

      assertRight(repo, reads);
      double[] waits = reads.stream().mapToDouble(Reads::longestSeconds).sorted().toArray();
      double p99 = waits[(int) (waits.length * 0.99)];
      assertThat(p99).as("seconds").isLessThan(5);
      run.fired(stall.fired(), "bodies that stopped, beside a mirror");
      run.figure("p99 %.1f s, longest %.1f s".formatted(p99, waits[waits.length - 1]));
    }
  }

  @Test
  @FaultCase(2)
  void aBodyThatStopsOnceIsGoneOnWith(FaultRun run) throws Exception {
    try (MountedHub mounted = MountedHub.in(temp, TestHubConfig.DEFAULT, Limits::of)) {
      TestRepo repo = fill(mounted, 1, 2 * MIB);
      InjectedFault stall =
          mounted.hub().inject(HubFault.stallAfter(300_000).on(HubOrigin.CDN).once());

      List<Reads> reads = Reads.of(1, paths(mounted, 0, 1));

      assertRight(repo, reads);
      assertThat(Reads.longest(reads)).isLessThan(Limits.seconds(READ_SECONDS));
      run.fired(stall.fired(), "bodies that stopped once");
      run.figure("longest call %.1f s".formatted(Reads.longest(reads)));
    }
  }

  @Test
  @FaultCase(2)
  void whatStopsAgainAndAgainEndsInTime(FaultRun run) throws Exception {
    try (MountedHub mounted = MountedHub.in(temp, TestHubConfig.DEFAULT, Limits::of)) {
      fill(mounted, 8, 2 * MIB);
      InjectedFault stall = mounted.hub().inject(HubFault.stallAfter(1000).on(HubOrigin.CDN));

      List<Reads> reads = Reads.of(8, paths(mounted, 0, 8));

      assertThat(reads).allMatch(Reads::failedInTime);
      assertThat(Reads.longest(reads)).as("seconds").isLessThan(Limits.seconds(READ_SECONDS));
      run.fired(stall.fired(), "bodies that stopped");
      run.figure("errno after %.1f s".formatted(Reads.longest(reads)));
    }
  }

  /** The kernel asks for a page anew for each of them, when it has failed for the one before. */
  @Test
  @FaultCase(2)
  void whoWaitsForTheSamePagesEndsInTimeToo(FaultRun run) throws Exception {
    int readers = run.times(8, 64);
    try (MountedHub mounted = MountedHub.in(temp, TestHubConfig.DEFAULT, Limits::of)) {
      fill(mounted, 1, 2 * MIB);
      InjectedFault stall = mounted.hub().inject(HubFault.stallAfter(1000).on(HubOrigin.CDN));
      Path[] same = new Path[readers];
      Arrays.fill(same, mounted.path("acme/model/main/0.bin"));

      List<Reads> reads = Reads.of(readers, same);

      assertThat(reads).allMatch(Reads::failedInTime);
      assertThat(Reads.longest(reads)).as("seconds").isLessThan(Limits.seconds(READ_SECONDS));
      run.fired(stall.fired(), "bodies that stopped, for %d readers of a page".formatted(readers));
      run.figure("errno after %.1f s".formatted(Reads.longest(reads)));
    }
  }

  @Test
  @FaultCase(4)
  void aDrippingSourceIsLeftForTheMirror(FaultRun run) throws Exception {
    TestHubConfig direct = TestHubConfig.DEFAULT.withProfile(HubProfile.DIRECT);
    try (MountedHub mounted = MountedHub.in(temp, direct, SlowHubIT::withMirror)) {
      TestRepo repo = fill(mounted, 4, 2 * MIB);
      InjectedFault drip = mounted.hub().inject(ofTheHub(HubFault.drip(1)));

      List<Reads> reads = Reads.of(4, paths(mounted, 0, 4));

      assertRight(repo, reads);
      assertThat(Reads.longest(reads)).as("seconds").isLessThan(26);
      run.fired(drip.fired(), "dripping bodies, beside a mirror");
      run.figure("left within %.1f s".formatted(Reads.longest(reads)));
    }
  }

  @Test
  @FaultCase(4)
  void aDripThatEndsIsLeftInTime(FaultRun run) throws Exception {
    try (MountedHub mounted = MountedHub.in(temp, TestHubConfig.DEFAULT, Limits::of)) {
      TestRepo repo = fill(mounted, 1, 2 * MIB);
      InjectedFault drip =
          mounted.hub().inject(HubFault.drip(Limits.rate(1)).on(HubOrigin.CDN).once());

      List<Reads> reads = Reads.of(1, paths(mounted, 0, 1));

      assertRight(repo, reads);
      assertThat(Reads.longest(reads)).as("seconds").isLessThan(Limits.seconds(25));
      run.fired(drip.fired(), "dripping bodies, and no mirror");
      run.figure("left within %.1f s".formatted(Reads.longest(reads)));
    }
  }

  @Test
  @FaultCase(3)
  void readersWhoAreStuckKeepNobodyElseWaiting(FaultRun run) throws Exception {
    int stuck = run.times(64, 200);
    try (MountedHub mounted = MountedHub.in(temp, TestHubConfig.DEFAULT, Limits::of)) {
      fill(mounted, stuck, 2 * MIB);
      TestRepo well = mounted.hub().addRepo("acme/well");
      well.commit(
          "first",
          tree -> {
            tree.lfs("cached.bin", TestContent.generated(1000, 4 * MIB))
                .lfs("cold.bin", TestContent.generated(1001, MIB));
            for (int i = 0; i < SAMPLES; i++) { // too large to be fetched ahead with the one before
              tree.lfs("later" + i + ".bin", TestContent.generated(1002 + i, MIB + 1));
            }
          });
      Path cached = mounted.path("acme/well/main/cached.bin");
      Path cold = mounted.path("acme/well/main/cold.bin");
      Reads.of(1, cached);
      double idle = median(cached);
      double idleCold = Reads.of(1, cold).get(0).longestSeconds();
      InjectedFault stall =
          mounted
              .hub()
              .inject(
                  HubFault.stallAfter(1000)
                      .on(HubOrigin.CDN)
                      .when(request -> !request.target().contains("later")));
      CompletableFuture<List<Reads>> readers =
          CompletableFuture.supplyAsync(() -> read(stuck, paths(mounted, 0, stuck)), threads());
      assertThat(stall.awaitFired(stuck, Duration.ofSeconds(20))).as("all are stuck").isTrue();

      double busy = median(cached);
      double ls = quickestListing(mounted.path("acme/model/main"));
      double later = quickestOfLater(mounted, well);

      run.figure(
          "cached %.4f s, idle %.4f s; ls %.3f s; a cold file of the same source %.2f s, idle %.2f s"
              .formatted(busy, idle, ls, later, idleCold));
      assertThat(busy).isLessThan(idle * 2 + 1);
      assertThat(ls).isLessThan(1.05);
      assertThat(later).isLessThan(idleCold * 2 + 1);
      List<Reads> ended = readers.join();
      assertThat(ended).allMatch(Reads::failedInTime);
      assertThat(Reads.longest(ended)).as("seconds").isLessThan(Limits.seconds(READ_SECONDS));
      run.fired(stall.fired(), "bodies that stopped, for %d readers".formatted(stuck));
      run.figure("stuck readers ended within %.1f s".formatted(Reads.longest(ended)));
    }
  }

  /** More than the kernel has places for what it reads ahead, were there as few as there were. */
  @Test
  @FaultCase(3)
  void hundredsWhoAreStuckKeepNobodyElseWaiting(FaultRun run) throws Exception {
    int stuck = run.times(64, 300);
    try (MountedHub mounted = MountedHub.in(temp, TestHubConfig.DEFAULT, Limits::of)) {
      fill(mounted, stuck, 2 * MIB);
      TestRepo well = mounted.hub().addRepo("acme/well");
      well.commit("first", tree -> tree.lfs("cached.bin", TestContent.generated(1000, 4 * MIB)));
      Path cached = mounted.path("acme/well/main/cached.bin");
      Reads.of(1, cached);
      double idle = median(cached);
      InjectedFault stall = mounted.hub().inject(HubFault.stallAfter(1000).on(HubOrigin.CDN));
      CompletableFuture<List<Reads>> readers =
          CompletableFuture.supplyAsync(() -> read(stuck, paths(mounted, 0, stuck)), threads());
      assertThat(stall.awaitFired(stuck, Duration.ofSeconds(25))).as("all are stuck").isTrue();

      double busy = 0;
      while (!readers.isDone()) {
        busy = Math.max(busy, median(cached));
      }

      List<Reads> ended = readers.join();
      run.fired(stall.fired(), "bodies that stopped, for %d readers".formatted(stuck));
      run.figure(
          "cached at most %.4f s meanwhile, idle %.4f s; they ended within %.1f s"
              .formatted(busy, idle, Reads.longest(ended)));
      assertThat(ended).allMatch(Reads::failedInTime);
      assertThat(Reads.longest(ended)).as("seconds").isLessThan(Limits.seconds(READ_SECONDS));
      assertThat(busy).isLessThan(idle * 2 + 1);
    }
  }

  private static double quickestListing(Path directory) throws Exception {
    double quickest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < SAMPLES; i++) {
      long begin = System.nanoTime();
      Shell.run("ls", "-l", directory).ok();
      quickest = Math.min(quickest, (System.nanoTime() - begin) / 1e9);
    }
    return quickest;
  }

  /** Reads files of which nothing is here; returns the longest call for the quickest of them. */
  private static double quickestOfLater(MountedHub mounted, TestRepo well) throws Exception {
    List<String> names = IntStream.range(0, SAMPLES).mapToObj(i -> "later" + i + ".bin").toList();
    Path[] paths =
        names.stream().map(name -> mounted.path("acme/well/main/" + name)).toArray(Path[]::new);
    List<Reads> reads = Reads.of(1, paths);
    assertThat(reads)
        .extracting(Reads::said)
        .isEqualTo(names.stream().map(name -> well.file("main", name).blob().hex()).toList());
    return reads.stream().mapToDouble(Reads::longestSeconds).min().orElseThrow();
  }

  private static java.util.concurrent.Executor threads() {
    return task -> new Thread(task, "stuck-readers").start();
  }

  private static List<Reads> read(int atOnce, Path... paths) {
    try {
      return Reads.of(atOnce, paths);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The middle one of the longest calls of several readings. */
  private static double median(Path file) throws Exception {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(Reads.of(1, file).get(0).longestSeconds());
    }
    return all.stream().sorted().toList().get(2);
  }
}
