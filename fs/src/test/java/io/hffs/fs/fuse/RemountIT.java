package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.RequiresFuse;
import io.hffs.fs.Shell;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mount that ends while it is used comes back, again and again, and leaves nothing behind. */
@RequiresFuse
class RemountIT {

  private static final byte[] CONTENT = MountedFake.bytes(100_000, 1);
  private static final String HOLD = "exec 3<\"$1\"; echo held; read line; cat <&3";

  @TempDir Path temp;
  private Path place;

  @BeforeEach
  void choosePlace() throws IOException {
    place = temp.toRealPath().resolve("m");
  }

  @AfterEach
  void takeAway() throws IOException {
    FuseMount.recover(place);
  }

  /** Every second time somebody has a file open on the mount that died. */
  @Test
  @FaultCase(40)
  void aKilledMountIsTakenOverByTheNextEveryTime(FaultRun run) throws Exception {
    int kills = run.times(3, 100);
    for (int i = 0; i < kills; i++) {
      Process holder = null;
      Process process = FuseLifecycleIT.startMounting(place);
      try {
        FuseLifecycleIT.expectMounted(process); // over the dead one, but for the first
        assertThat(Shell.run("cat", place.resolve("hello")).ok()).isEqualTo("hello from there");
        assertThat(MountTable.at(place)).isPresent();
        if (i % 2 == 1) {
          holder = hold(place.resolve("hello"));
        }
      } finally {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
      }
      Eventually.holds("the death of the mount", () -> MountTable.isDead(place));
      if (holder != null) {
        holder.outputWriter().close();
        assertThat(holder.waitFor(20, TimeUnit.SECONDS)).as("who had it open ends").isTrue();
      }
    }
    run.fired(kills, "kills, all mounted again");
    assertThat(FuseMount.recover(place)).isTrue();
    assertThat(MountTable.at(place)).isEmpty();
  }

  private static Process hold(Path file) throws IOException {
    Process holder = Shell.start("sh", "-c", HOLD, "sh", file);
    assertThat(holder.inputReader().readLine()).isEqualTo("held");
    return holder;
  }

  /** By somebody else, and lazily: while it is read it is busy. */
  @Test
  @FaultCase(40)
  void aMountThatIsTakenAwayInTheMidstOfReadsIsMadeAgainAtOnce(FaultRun run) throws Exception {
    Files.createDirectory(place);
    int rounds = run.times(3, 100);
    for (int i = 0; i < rounds; i++) {
      try (MountedFake mounted = MountedFake.at(place)) {
        mounted.files.put("stuck", CONTENT);
        Process reader = Shell.start("sha256sum", mounted.path("stuck"));
        Eventually.holds("a read in progress", () -> mounted.files.parked() > 0);
        assertThat(Shell.run("fusermount", "-u", place).exitCode()).as("busy").isNotZero();

        Shell.run("fusermount", "-uz", place).ok();

        try (MountedFake next = MountedFake.at(place)) {
          next.files.put("a", CONTENT);
          assertThat(Shell.run("cat", next.path("a")).output()).isEqualTo(CONTENT);
          mounted.files.releaseReaders();
          assertThat(reader.waitFor(20, TimeUnit.SECONDS)).as("the reader ends").isTrue();
          assertThat(mounted.mount.awaitEnd(Duration.ofSeconds(20))).isTrue();
          assertThat(next.mount.isLive()).isTrue();
        } finally {
          reader.destroyForcibly();
        }
      }
      assertThat(MountTable.at(place)).isEmpty();
    }
    run.fired(rounds, "mounts taken away in the midst of reads");
  }
}
