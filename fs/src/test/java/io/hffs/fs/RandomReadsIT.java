package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHubConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many programs read a mount in every way there is, while the hub does all kinds of wrong. */
@RequiresFuse
class RandomReadsIT {

  private static final int STEPS = 200;
  private static final int PROCESSES = 8;
  private static final Path SCRIPT =
      Path.of("..", "scripts", "clients", "random_reads.py").toAbsolutePath().normalize();

  @TempDir Path temp;
  private MountedHub mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = MountedHub.in(temp.resolve("home"), TestHubConfig.DEFAULT);
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  @Test
  @FaultCase(44)
  void everyWayToReadGivesTheBytesOfTheHub(FaultRun run) throws Exception {
    Random random = run.random();
    int batches = run.times(2, 125);
    long fired = 0;
    for (int batch = 0; batch < batches; batch++) {
      String repo = "acme/model-" + batch;
      addRepo(repo, random);
      Path expected = mounted.origin(repo, "main", temp.resolve("expected-" + batch));
      List<InjectedFault> faults = new ArrayList<>();
      for (HubFault fault : faults(random)) {
        faults.add(mounted.hub().inject(fault.onMethod("GET").onPath("big").after(2).times(2)));
      }
      read(mounted.path(repo + "/main"), expected, random.nextInt(1 << 30));
      fired += faults.stream().mapToLong(InjectedFault::fired).sum();
      mounted.hub().clearFaults();
      mounted.files().cache().evictTo(0, id -> false);
      Shell.run("rm", "-r", expected).ok();
    }
    run.fired(fired, "wrong answers of the hub");
    run.figure(
        batches * PROCESSES + " programs of " + STEPS + " reads in 12 ways read equal bytes");
  }

  private void addRepo(String repo, Random random) {
    TestContent large = TestContent.generated(random.nextLong(), (6 << 20) + random.nextInt(5000));
    TestContent small = TestContent.generated(random.nextLong(), 1 + random.nextInt(200_000));
    mounted
        .hub()
        .addRepo(repo)
        .commit(
            "files",
            files ->
                files
                    .lfs("big", large)
                    .lfs("weights/small.bin", small)
                    .text("config.json", "{\"n\": " + random.nextInt() + "}\n"));
  }

  private static List<HubFault> faults(Random random) {
    int at = random.nextInt(1 << 20);
    return List.of(
        HubFault.resetAfter(at),
        HubFault.cutAfter(at),
        HubFault.shorterBody(1 + random.nextInt(1000)),
        HubFault.contentRangeShifted(1),
        HubFault.status(503, "Retry-After", "1"),
        HubFault.delay(Duration.ofMillis(random.nextInt(500))));
  }

  private static void read(Path root, Path expected, int seed) throws Exception {
    Object[] command = {
      "python3", SCRIPT, root, expected, "--runs", PROCESSES, "--steps", STEPS, "--seed", seed,
      "--tries", 3
    };
    Shell.Result result = Shell.run(Duration.ofMinutes(3), command);
    assertThat(result.exitCode()).as(result.errors()).isZero();
    System.out.println(result.text());
  }
}
