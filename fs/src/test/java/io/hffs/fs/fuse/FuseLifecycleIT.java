package io.hffs.fs.fuse;

import static io.hffs.fs.Needs.need;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hffs.fs.ChildJvm;
import io.hffs.fs.RequiresFuse;
import io.hffs.fs.Shell;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How mounts begin and end. */
@RequiresFuse
class FuseLifecycleIT {

  private static final byte[] CONTENT = MountedFake.bytes(200_000, 1);
  private static final int CYCLES = 50;

  @TempDir Path temp;
  private Path place;

  @BeforeEach
  void choosePlace() throws IOException {
    place = temp.toRealPath().resolve("m");
  }

  private static void expectServed(MountedFake mounted) throws IOException {
    mounted.files.put("a", CONTENT);
    assertThat(Shell.run("cat", mounted.path("a")).output()).isEqualTo(CONTENT);
  }

  @Test
  void unmountingReturnsWhenAllIsFreedAndTheDirectoryIsGone() throws Exception {
    MountedFake mounted = MountedFake.at(place);
    expectServed(mounted);

    mounted.mount.unmount();

    assertThat(mounted.mount.isLive()).isFalse();
    assertThat(mounted.mount.threads()).isZero();
    assertThat(MountTable.at(place)).isEmpty();
    assertThat(place).doesNotExist();
    mounted.close();
  }

  @Test
  void aDirectoryThatWasThereStaysAfterTheUnmount() throws Exception {
    Files.createDirectory(place);

    MountedFake.at(place).mount.unmount();

    assertThat(place).isEmptyDirectory();
  }

  @Test
  void unmountingTwiceAndFromSeveralThreadsIsUnmountingOnce() throws Exception {
    MountedFake mounted = MountedFake.at(place);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      done.add(
          threads.submit(
              () -> {
                mounted.mount.unmount();
                return null;
              }));
    }
    for (Future<?> one : done) {
      one.get(30, TimeUnit.SECONDS);
    }
    threads.shutdown();

    mounted.mount.unmount();
    mounted.mount.detach();
    assertThat(mounted.mount.isLive()).isFalse();
  }

  @Test
  void anEndedMountDoesNotUnmountTheNextOneAtItsPlace() throws Exception {
    Files.createDirectory(place);
    FuseMount first = MountedFake.at(place).mount;
    Shell.run("fusermount", "-uz", place).ok();
    try (MountedFake second = MountedFake.at(place)) {
      first.unmount();
      first.detach();

      expectServed(second);
    }
  }

  @Test
  void anUnmountByOthersEndsTheMount() throws Exception {
    MountedFake mounted = MountedFake.at(place);

    Shell.run("fusermount", "-u", place).ok();

    assertThat(mounted.mount.awaitEnd(Duration.ofSeconds(20))).isTrue();
    mounted.close();
  }

  @Test
  @FaultCase(40)
  void aSecondMountAtTheSamePlaceIsRefused(FaultRun run) throws Exception {
    try (MountedFake mounted = MountedFake.at(place)) {
      assertThatExceptionOfType(MountException.class)
          .isThrownBy(() -> MountedFake.at(place))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(MountException.Reason.ALREADY_MOUNTED));
      expectServed(mounted);
      run.fired(1, "second mounts");
    }
  }

  @Test
  void aMountThatDoesNotAnswerAsItShouldIsTakenAwayAgain() throws Exception {
    FakeFileSystem files = new FakeFileSystem();
    files.fail("root", () -> new IOException("planned"));

    assertThatExceptionOfType(MountException.class)
        .isThrownBy(
            () -> FuseMount.mount(files, place, new MountOptions(false, false, Duration.ZERO)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(MountException.Reason.FAILED));

    assertThat(files.calls("root")).isPositive();
    assertThat(MountTable.at(place)).isEmpty();
    Eventually.holds("the removal of the directory", () -> !Files.exists(place));
  }

  @Test
  void severalMountsLiveSideBySideAndEndOnTheirOwn() throws Exception {
    try (MountedFake first = MountedFake.at(place);
        MountedFake second = MountedFake.at(place.resolveSibling("ü 模型"))) {
      MountedFake third = MountedFake.at(place.resolveSibling("n"));
      expectServed(third);
      third.close();
      assertThat(MountTable.ofHffs())
          .contains(first.mount.mountpoint(), second.mount.mountpoint())
          .doesNotContain(third.mount.mountpoint());
      expectServed(first);
      expectServed(second);
    }
  }

  @Test
  void mountingAndUnmountingLeavesNothingBehind() throws Exception {
    MountedFake.at(place).close(); // loads what is loaded once
    long threads = threads();
    long descriptors = descriptors();

    for (int i = 0; i < CYCLES; i++) {
      MountedFake mounted = MountedFake.at(place);
      if (i % 10 == 0) {
        expectServed(mounted);
      }
      mounted.mount.unmount();
    }

    Eventually.holds("as few threads as before", () -> threads() <= threads + 2);
    assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("hffs-"))
        .count();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private Process startMounting() throws IOException {
    return startMounting(place);
  }

  static Process startMounting(Path place) throws IOException {
    return startMounting(ChildJvm.classPath(), List.of(place));
  }

  private static Process startMounting(String classPath, List<Path> places, String... prefix)
      throws IOException {
    List<Object> command = new ArrayList<>(List.of(prefix));
    command.addAll(
        List.of(
            ChildJvm.java(),
            "-Dfile.encoding=UTF-8",
            "-Dsun.jnu.encoding=UTF-8",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            MountingProcess.class.getName()));
    command.addAll(places);
    return Shell.start(command.toArray());
  }

  static void expectMounted(Process process) throws Exception {
    String line = process.inputReader(UTF_8).readLine();
    if (line == null && process.waitFor(10, TimeUnit.SECONDS)) {
      line = String.join("\n", process.errorReader(UTF_8).lines().toList());
    }
    assertThat(line).isEqualTo("mounted " + process.pid());
  }

  @Test
  void theMountOfAKilledProcessIsTakenOver() throws Exception {
    Files.createDirectory(place);
    Process process = startMounting();
    try {
      expectMounted(process);
      assertThat(Shell.run("cat", place.resolve("hello")).ok()).isEqualTo("hello from there");
      assertThat(MountTable.isDead(place)).isFalse();
    } finally {
      process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
    Eventually.holds("the death of the mount", () -> MountTable.isDead(place));
    Path link = Files.createSymbolicLink(place.resolveSibling("link"), Path.of("m"));

    try (MountedFake mounted = MountedFake.at(link)) {
      assertThat(mounted.mount.mountpoint()).isEqualTo(place);
      expectServed(mounted);
    }
    assertThat(MountTable.at(place)).isEmpty();
  }

  @Test
  void aDeadMountIsRecoveredOnce() throws Exception {
    Process process = startMounting();
    try {
      expectMounted(process);
    } finally {
      process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
    Eventually.holds("the death of the mount", () -> MountTable.isDead(place));

    assertThat(FuseMount.recover(place)).isTrue();
    assertThat(FuseMount.recover(place)).isFalse();
    assertThat(MountTable.at(place)).isEmpty();
  }

  @Test
  void severalMountsEndWithoutAComplaintOfTheLibrary() throws Exception {
    Process process =
        startMounting(ChildJvm.classPath(), List.of(place, place.resolveSibling("n")));
    try {
      expectMounted(process);
      process.outputWriter(UTF_8).close();
      assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("ended true");
      assertThat(process.errorReader(UTF_8).lines()).noneMatch(line -> line.contains("fuse_"));
    } finally {
      process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }

  /** In a mount namespace of its own, with a device that everybody may use, as on most machines. */
  @Test
  void aUserWhoIsNotRootMountsAndUnmounts() throws Exception {
    String become = "exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"";
    Path device = temp.resolve("fuse");
    String script = "mknod -m 666 " + device + " c 10 229 && mount --bind " + device + " /dev/fuse";
    need(Shell.run("unshare", "-m", "sh", "-c", script).exitCode() == 0, "a mount namespace");
    Files.delete(device);
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwxrwx"));
    String classPath = copyForEverybody();

    Process process =
        startMounting(
            classPath, List.of(place), "unshare", "-m", "sh", "-c", script + " && " + become, "sh");
    try {
      expectMounted(process);
      String enter = "exec nsenter -m -t \"$1\" setpriv --reuid=65534 --regid=65534 --clear-groups";
      String pid = Long.toString(process.pid());
      assertThat(Shell.sh(enter + " cat \"$2\"", pid, place.resolve("hello")).ok())
          .isEqualTo("hello from there");
      assertThat(Shell.sh(enter + " stat -c %u:%g \"$2\"", pid, place.resolve("hello")).ok())
          .isEqualTo("65534:65534");
      process.outputWriter(UTF_8).close();
      assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("ended true");
      assertThat(place).doesNotExist();
    } finally {
      process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }

  /** The class path of this process is in the home of its user, where others may not read. */
  private String copyForEverybody() throws IOException {
    Path copies = Files.createDirectory(temp.resolve("classes"));
    List<String> copied = new ArrayList<>();
    for (String entry : ChildJvm.classPath().split(File.pathSeparator, -1)) {
      if (entry.matches(".*/(target/[^/]+/?|[^/]*(jnr|jffi|asm|slf4j|a64|x86)[^/]*)")) {
        Path copy = copies.resolve(copied.size() + "-" + Path.of(entry).getFileName());
        Shell.run("cp", "-r", entry, copy).ok();
        copied.add(copy.toString());
      }
    }
    Shell.run("chmod", "-R", "a+rX", copies).ok();
    return String.join(File.pathSeparator, copied);
  }
}
