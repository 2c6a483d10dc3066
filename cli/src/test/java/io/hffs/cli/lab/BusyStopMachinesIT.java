package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is told to end while programs read its mount. */
@RequiresNetworkNamespaces
class BusyStopMachinesIT {

  private static final long MIB = 1 << 20;
  private static final long SIZE = 24 * MIB + 3;

  /** After 15 s the daemon halts itself, and to see that takes a moment. */
  private static final Duration IN_TIME = Duration.ofSeconds(15 + 1);

  /** On a machine that is busy with other work, where one of some stops has to be in time. */
  private static final Duration STALLED = Duration.ofSeconds(25);

  private static final int TRIES = 3;

  @TempDir Path temp;
  private NetworkLab lab;
  private Machine machine;

  @BeforeEach
  void open() throws Exception {
    lab = NetworkLab.open(temp);
    machine = lab.addMachine();
  }

  @AfterEach
  void takeAway() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  @FaultCase(40)
  void aBusyDaemonEndsInTimeAndComesBack(FaultRun run) throws Exception {
    lab.hub().configure(config -> config.withLine(config.line().withTotalRate(MIB)));
    Duration longest = Duration.ZERO;
    boolean inTime = false;
    int stops = 0;
    while (stops < run.times(1, 10) || (!inTime && stops < TRIES)) {
      Duration took = stopWhileRead(stops++);
      longest = took.compareTo(longest) > 0 ? took : longest;
      assertThat(took).isLessThan(FaultRun.isFull() ? IN_TIME : STALLED);
      inTime = took.compareTo(IN_TIME) < 0;
    }
    assertThat(inTime).as("one of %s ends in time, if the machine stalls", stops).isTrue();
    run.fired(stops, "stops while a program read");
    run.figure("longest " + longest.toMillis() + " ms");

    lab.hub().configure(config -> config.withLine(config.line().withTotalRate(0)));
    machine.mount();
    for (int i = 0; i < stops; i++) {
      assertThat(machine.sha256(file(i))).isEqualTo(ContentDigests.sha256(content(i)));
    }
  }

  /** Returns how long the end took. */
  private Duration stopWhileRead(int number) throws Exception {
    String file = addFile(number); // of an earlier one much is in the cache
    machine.mount();
    ProcessHandle daemon = machine.network().processes().get(0);
    Process reader = machine.start("dd", "if=" + machine.path(file), "of=/dev/null", "bs=64k");
    assertThat(reader.waitFor(500, TimeUnit.MILLISECONDS)).as("reads on").isFalse();

    long start = System.nanoTime();
    assertThat(daemon.destroy()).isTrue();
    daemon.onExit().get(STALLED.toSeconds() + 10, TimeUnit.SECONDS);
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(Mounts.below(temp)).as("left over").isEmpty();
    assertThat(reader.waitFor(20, TimeUnit.SECONDS)).as("the reader ends").isTrue();
    assertThat(reader.exitValue()).as("it sees an error and not the end").isNotZero();
    return took;
  }

  private String addFile(int number) throws IOException {
    SampleRepos.addLfsFile(lab.hub(), "acme/model-" + number, "model.safetensors", content(number));
    return file(number);
  }

  private static TestContent content(int number) {
    return TestContent.generated(number, SIZE);
  }

  private static String file(int number) {
    return "acme/model-" + number + "/main/model.safetensors";
  }
}
