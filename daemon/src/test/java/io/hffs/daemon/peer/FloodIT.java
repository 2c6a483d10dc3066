package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.RequiresFuse;
import io.hffs.fs.Shell;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.fuse.FuseMount;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program reads from the mount while paired machines ask for too much, all the time. */
@RequiresFuse
@Timeout(120)
class FloodIT {

  private static final long SIZE = 64L << 20;

  /** Around the kernel's pages, so that each read is one of the mount. Prints p50 and p99 in ms. */
  private static final String READER =
      """
      import mmap, os, random, sys, time
      file = os.open(sys.argv[1], os.O_RDONLY | os.O_DIRECT)
      size, buffer, times = os.fstat(file).st_size, mmap.mmap(-1, 1 << 17), []
      random.seed(int(sys.argv[3]))
      for _ in range(int(sys.argv[2])):
          at = random.randrange(size >> 17) << 17
          begin = time.monotonic()
          assert os.preadv(file, [buffer], at) == 1 << 17
          times.append(time.monotonic() - begin)
      times.sort()
      print(times[len(times) // 2] * 1000, times[len(times) * 99 // 100] * 1000)
      """;

  /** Ends by itself, should nobody be left to end it. */
  private static final String LOOP =
      """
      import time
      end = time.monotonic() + 60
      while time.monotonic() < end: pass
      """;

  /** What the catalogue allows beside an idle machine; here it is beside a busy one. */
  private static final int MAX_SLOWDOWN = 2;

  private record Millis(double half, double most) {}

  @Test
  @FaultCase(31)
  void readsOfTheMountGoOnDuringAFlood(FaultRun run, @TempDir Path home) throws Exception {
    try (TestHub hub = TestHub.start()) {
      hub.addRepo("org/open")
          .commit("Add", files -> files.lfs("a", TestContent.generated(1, SIZE)));
      try (TestMachine machine = TestMachine.open(home, hub.endpoint())) {
        machine.fetch("org/open");
        FuseMount mount = machine.fs().mount(home.resolve("mnt"), false, false, () -> "{}");
        try {
          Path file = mount.mountpoint().resolve("org/open/main/a");
          int reads = run.times(300, 5_000);
          Millis warm = read(file, reads, run.seed());
          Millis idle = read(file, reads, run.seed());
          Millis busy = readBesideLoops(file, reads, run.seed());
          String digest = hub.repo("org/open").file("main", "a").blob().hex();
          Millis flooded;
          try (Flood flood = Flood.start(machine, digest)) {
            flood.awaitRefused(Duration.ofSeconds(10));
            flooded = read(file, reads, run.seed());
            run.fired(flood.refused(), "requests refused with 429, 503 or 416");
            run.figure(flood.toString());
          }
          run.figure(
              "p50 %.2f ms, idle %.2f; p99 %.2f ms, idle %.2f, beside a busy loop for each core %.2f"
                  .formatted(
                      flooded.half(), idle.half(), flooded.most(), idle.most(), busy.most()));
          assertThat(warm.most()).isPositive();
          if (FaultRun.isFull()) {
            assertThat(flooded.most()).isLessThan(MAX_SLOWDOWN * busy.most());
          }
        } finally {
          mount.unmount();
        }
        assertThat(mount.bugs()).isZero();
      }
    }
  }

  /** Those who flood are on this machine too: what a read waits for a core is not the flood's. */
  private static Millis readBesideLoops(Path file, int reads, long seed) throws Exception {
    List<Process> loops = new ArrayList<>();
    try {
      for (int core = 0; core < Runtime.getRuntime().availableProcessors(); core++) {
        loops.add(new ProcessBuilder("python3", "-c", LOOP).start());
      }
      return read(file, reads, seed);
    } finally {
      loops.forEach(Process::destroyForcibly);
    }
  }

  private static Millis read(Path file, int reads, long seed) throws Exception {
    String[] said = Shell.run("python3", "-c", READER, file, reads, seed).ok().split(" ", 2);
    return new Millis(Double.parseDouble(said[0]), Double.parseDouble(said[1]));
  }
}
