package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.peer.MountReader.Times;
import io.hffs.fs.RequiresFuse;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.fuse.FuseMount;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program reads from the mount while paired machines ask for too much, all the time. */
@RequiresFuse
@Timeout(600)
class FloodIT {

  private static final long SIZE = 64L << 20;
  private static final int MAX_SLOWDOWN = 2;

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
          String digest = hub.repo("org/open").file("main", "a").blob().hex();
          int reads = run.times(300, 50_000);
          MountReader.read(file, reads, run.seed()); // all that it needs is compiled from here on
          Times idle = MountReader.read(file, reads, run.seed());
          try (OtherMachine flood =
              OtherMachine.start(machine, Flood.class, machine.port(), digest)) {
            flood.tell("begin");
            flood.answer("refused");
            MountReader.read(file, reads, run.seed()); // and what the flood needs
            Times flooded = MountReader.read(file, reads, run.seed());
            flood.tell("end");
            String[] done = flood.answer("done").split(" ", 2);
            run.fired(Long.parseLong(done[1]), "requests refused with 429, 503 or 416");
            run.figure(done[0] + " requests a second");
            run.figure("a reader of the mount meanwhile " + flooded);
            run.figure("idle " + idle);
            if (FaultRun.isFull()) {
              assertThat(flooded.p99Millis()).isLessThan(MAX_SLOWDOWN * idle.p99Millis());
            }
          }
        } finally {
          mount.unmount();
        }
        assertThat(mount.bugs()).isZero();
      }
    }
  }
}
