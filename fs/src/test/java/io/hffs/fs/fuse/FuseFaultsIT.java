package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.RequiresFuse;
import io.hffs.fs.Shell;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

  static Stream<Arguments> faults() {
    return SCRIPTS.keySet().stream()
        .sorted()
        .flatMap(
            operation -> THROWN.stream().map(t -> Arguments.of(operation, t.get().getClass(), t)));
  }

  @ParameterizedTest(name = "{0} throws {1}")
  @MethodSource("faults")
  void whatAnOperationThrowsIsAnError(String operation, Class<?> type, Supplier<Throwable> thrown)
      throws Exception {
    String script = SCRIPTS.get(operation);
    String healthy = Shell.sh(script + " | cksum", mounted.path("")).ok();
    int called = mounted.files.calls(operation);
    mounted.files.fail(operation, thrown);

    Shell.Result result = Shell.sh(script, mounted.path(""));

    mounted.files.heal();
    assertThat(result.exitCode()).as("%s of %s", operation, type).isNotZero();
    assertThat(result.errors()).contains("Input/output error");
    assertThat(result.output()).isEmpty();
    assertThat(mounted.files.calls(operation)).as("the fault fired").isGreaterThan(called);
    assertThat(Shell.sh(script + " | cksum", mounted.path("")).ok()).isEqualTo(healthy);
  }

  @Test
  void whatReleaseThrowsHarmsNobody() throws Exception {
    mounted.files.fail("release", () -> new OutOfMemoryError("planned"));
    int called = mounted.files.calls("release");

    assertThat(Shell.run("cat", mounted.path("a.bin")).output())
        .isEqualTo(MountedFake.bytes(1_000_000, 1));

    Eventually.holds("the release", () -> mounted.files.calls("release") > called);
    mounted.files.heal();
  }

  @Test
  void anErrorInTheMiddleOfAFileIsNotItsEnd() throws Exception {
    byte[] large = MountedFake.bytes(20_000_000, 4);
    mounted.files.put("large", large);
    mounted.files.failAfter(20, "read", () -> new IllegalStateException("planned"));

    Shell.Result result = Shell.run("cat", mounted.path("large"));

    mounted.files.heal();
    assertThat(result.exitCode()).isNotZero();
    assertThat(large).startsWith(result.output());
  }
}
