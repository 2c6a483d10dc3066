package io.hffs.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.Installation;
import io.hffs.daemon.process.InstanceLock;
import io.hffs.daemon.process.LockOwner;
import io.hffs.fs.ChildJvm;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons are started at once for one cache, and the one that gets it is killed. */
class DaemonRaceIT {

  private static final long LIMIT_SECONDS = 30;

  @TempDir Path home;
  private Path root;
  private Map<String, String> environment;
  private Installation installation;
  private final List<Process> started = new ArrayList<>();
  private int refused;
  private int takenOver;

  @BeforeEach
  void settle() throws Exception {
    root = home.resolve("cache");
    environment = new HashMap<>(System.getenv());
    environment.put("HFFS_HOME", root.toString());
    environment.put("XDG_CONFIG_HOME", home.resolve("config").toString());
    installation = DaemonMain.installation(environment, home);
    installation.settings().store("daemon.port", "0");
  }

  @AfterEach
  void leaveNoProcess() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }

  @Test
  @FaultCase(38)
  void ofTwoDaemonsOneOwnsTheCacheAndTheOtherSaysWhose(FaultRun run) throws Exception {
    Random random = run.random();
    int races = run.times(2, 100);
    for (int i = 0; i < races; i++) {
      race(i % 2 == 1, random);
    }
    run.fired(refused + takenOver, "races");
    run.figure(refused + " refused");
    run.figure(takenOver + " took over from one that was killed");
  }

  private void race(boolean killEarly, Random random) throws Exception {
    List<Process> both = List.of(start(), start());
    Process owner = awaitOwner(both);
    Process other = both.get(owner == both.get(0) ? 1 : 0);
    if (killEarly) {
      // Its lock goes with it, and what it wrote into the file counts for nothing.
      kill(owner);
    }
    if (killEarly && takesOver(other)) {
      takenOver++;
    } else {
      String whose = killEarly ? "" : "the hffs daemon (process " + owner.pid() + ")";
      expectRefused(other, whose);
    }
    for (Process process : both) {
      if (random.nextBoolean()) {
        process.destroy();
      }
      kill(process);
    }
    assertThat(installation.runningDaemon()).isEmpty();
  }

  private void expectRefused(Process other, String whose) throws Exception {
    assertThat(endsWithin(other, LIMIT_SECONDS)).as("the second one ends").isTrue();
    assertThat(other.exitValue()).isEqualTo(1);
    assertThat(Files.readString(said(other)))
        .contains("The cache " + root + " is in use by " + whose);
    refused++;
  }

  private Process start() throws IOException {
    List<String> command =
        List.of(
            ChildJvm.java(),
            "--enable-native-access=ALL-UNNAMED",
            "-Duser.home=" + home,
            "-cp",
            ChildJvm.classPath(),
            DaemonMain.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Path output = home.resolve("said-" + started.size());
    Process process = builder.redirectOutput(output.toFile()).start();
    started.add(process);
    return process;
  }

  private Path said(Process process) {
    return home.resolve("said-" + started.indexOf(process));
  }

  private Process awaitOwner(List<Process> both) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (System.nanoTime() - deadline < 0) {
      long pid = InstanceLock.owner(root).map(LockOwner::pid).orElse(0L);
      if (pid > 0) {
        return both.stream().filter(each -> each.pid() == pid).findAny().orElseThrow();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    throw new AssertionError("no owner in time");
  }

  /** Waits until it serves; false when it has given up waiting for the one that was killed. */
  private boolean takesOver(Process other) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (other.isAlive() && System.nanoTime() - deadline < 0) {
      Optional<DaemonAddress> found = installation.runningDaemon();
      if (found.isPresent()) {
        assertThat(found.get().pid()).isEqualTo(other.pid());
        return true;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return false;
  }

  private static boolean endsWithin(Process process, long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(endsWithin(process, 20)).as("a killed process ends").isTrue();
  }
}
