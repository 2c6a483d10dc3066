package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.RequiresFuse;
import io.hffs.fs.Shell;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is thrown by whichever operation: the program sees an error, never other bytes. */
@RequiresFuse
class FuseFaultsIT {

  private static final Map<String, String> SCRIPTS =
      Map.of(
          "getattr", "stat \"$1/a.bin\"",
          "readlink", "readlink -v \"$1/link\"",
          "open", "cat \"$1/a.bin\"",
          "read", "cat \"$1/a.bin\"",
          "readdir", "ls \"$1\"",
          "root", "stat \"$1\"",
          "statfs", "df \"$1\"",
          "getxattr", "getfattr -n user.hffs.commit \"$1/a.bin\"",
          "listxattr",
              "python3 -c 'import os, sys; print(os.listxattr(sys.argv[1]))' \"$1/a.bin\"");

  private static final List<Supplier<Throwable>> THROWN =
      List.of(
          () -> new IllegalStateException("planned"),
          () -> new Error("planned"),
          () -> new OutOfMemoryError("planned"),
          StackOverflowError::new,
          () -> new IOException("planned"),
          () -> new SourceException(SourceException.Kind.UNAVAILABLE, "planned"));

  @TempDir static Path temp;
  private static MountedFake mounted;

  @BeforeAll
  static void mount() throws Exception {
    mounted = MountedFake.at(temp.resolve("m"), Duration.ZERO); // the kernel asks each time
    mounted.files.put("a.bin", MountedFake.bytes(1_000_000, 1));
  }

  @AfterAll
  static void unmount() throws Exception {
    mounted.close();
  }

  @Test
  @FaultCase(1)
  void whatAnyOperationThrowsIsAnError(FaultRun run) throws Exception {
    long fired = 0;
    for (int round = 0; round < run.times(1, 10); round++) {
      for (String operation : new TreeSet<>(SCRIPTS.keySet())) {
        for (Supplier<Throwable> thrown : THROWN) {
          fired += throwing(operation, thrown);
        }
      }
    }
    run.fired(fired, "callbacks that threw");
    run.figure(SCRIPTS.size() + " operations x " + THROWN.size() + " types");
  }

  /** Has an operation throw while a program needs it; returns how often it did. */
  private static int throwing(String operation, Supplier<Throwable> thrown) throws Exception {
    String script = SCRIPTS.get(operation);
    String healthy = Shell.sh(script + " | cksum", mounted.path("")).ok();
    int called = mounted.files.calls(operation);
    mounted.files.fail(operation, thrown);

    Shell.Result result = Shell.sh(script, mounted.path(""));

    mounted.files.heal();
    String what = operation + " throws " + thrown.get().getClass();
    int fired = mounted.files.calls(operation) - called;
    assertThat(fired).as("%s: the fault fired", what).isPositive();
    assertThat(result.exitCode()).as(what).isNotZero();
    assertThat(result.errors()).as(what).contains("Input/output error");
    assertThat(result.output()).as(what).isEmpty();
    assertThat(Shell.sh(script + " | cksum", mounted.path("")).ok()).as(what).isEqualTo(healthy);
    return fired;
  }

  @Test
  @FaultCase(1)
  void whatReleaseThrowsHarmsNobody(FaultRun run) throws Exception {
    byte[] content = MountedFake.bytes(1_000_000, 1);
    int before = mounted.files.calls("release");
    for (Supplier<Throwable> thrown : THROWN) {
      mounted.files.fail("release", thrown);
      int called = mounted.files.calls("release");

      assertThat(Shell.run("cat", mounted.path("a.bin")).output()).isEqualTo(content);

      Eventually.holds("the release", () -> mounted.files.calls("release") > called);
      mounted.files.heal();
    }
    run.fired(mounted.files.calls("release") - before, "releases that threw");
  }

  @Test
  @FaultCase(1)
  void anErrorInTheMiddleOfAFileIsNotItsEnd(FaultRun run) throws Exception {
    byte[] large = MountedFake.bytes(20_000_000, 4);
    mounted.files.put("large", large);
    Random random = run.random();
    int cut = 0;
    for (int round = 0; round < run.times(6, 300); round++) {
      int healthy = random.nextInt(40);
      int called = mounted.files.calls("read");
      mounted.files.failAfter(healthy, "read", THROWN.get(round % THROWN.size()));

      Shell.Result result =
          Shell.sh("dd if=\"$1\" bs=1M iflag=direct status=none", mounted.path("large"));

      mounted.files.heal();
      assertThat(mounted.files.calls("read") - called).as("reads").isGreaterThan(healthy);
      assertThat(result.exitCode()).as("after %d reads", healthy).isNotZero();
      assertThat(result.output()).isEqualTo(Arrays.copyOf(large, result.output().length));
      cut++;
    }
    run.fired(cut, "errors in the middle of a file");
  }
}
