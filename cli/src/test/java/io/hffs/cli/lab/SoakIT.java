package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestRepo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two paired machines with small caches, many readers, and everything at once: a hub with all its
 * faults, branches that move, eviction, outages, a daemon that is killed. As long as {@code
 * -Dhffs.soak.minutes} says.
 */
@RequiresNetworkNamespaces
class SoakIT {

  private static final int MINUTES = Integer.getInteger("hffs.soak.minutes", 0);
  private static final int FILES = 16;
  private static final int FILE_BYTES = (5 << 20) + 77;
  private static final String QUOTA = "40MiB";

  /** Below this the JVM still warms up, and growth says nothing. */
  private static final int TELLING_MINUTES = 10;

  /** A hub that was away is asked again every ten seconds. */
  private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final double MIB = 1 << 20;
  private static final long STEP_MILLIS = 250;

  @TempDir Path temp;
  private final List<SoakReader> readers = new ArrayList<>();
  private NetworkLab lab;
  private Machine steady;
  private Machine killed;
  private TestRepo moving;
  private int commits;
  private int kills;

  @BeforeEach
  void mountBoth() throws Exception {
    lab = NetworkLab.open(temp);
    lab.hub()
        .addRepo("acme/fixed")
        .commit(
            "all",
            files -> {
              for (int i = 0; i < FILES; i++) {
                files.lfs(name(i), content(i));
              }
            });
    moving = lab.hub().addRepo("acme/moving");
    commitNext();
    Files.createDirectory(oracle());
    for (int i = 0; i < FILES; i++) {
      write(content(i), oracle().resolve(name(i)));
    }
    steady = machine();
    killed = machine();
    Peers.pair(steady, killed);
  }

  private Machine machine() throws IOException {
    Machine machine = lab.addMachine();
    machine.configure(Map.of("cache.max-size", QUOTA, "tree.refresh-after", "1s"));
    SoakReader.tell(clock(machine), "up 0");
    machine.mount();
    return machine;
  }

  private static String name(int number) {
    return "file-%02d.bin".formatted(number);
  }

  private static TestContent content(int number) {
    return TestContent.generated(100 + number, FILE_BYTES);
  }

  private static void write(TestContent content, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      ByteBuffer all = ByteBuffer.allocate((int) content.sizeBytes());
      content.read(0, all);
      out.write(all.array(), 0, all.position());
    }
  }

  private Path oracle() {
    return temp.resolve("oracle");
  }

  private Path clock(Machine machine) {
    return temp.resolve("clock-" + machine.network().name());
  }

  /** A line with its number over and over; the length follows from the number. */
  private void commitNext() {
    int number = ++commits;
    int length = number * 7919 % 300_000 + 9000;
    String line = "%08d\n".formatted(number);
    TestContent text =
        TestContent.ofText(line.repeat(length / line.length() + 1).substring(0, length));
    moving.commit(
        "commit " + number,
        files -> {
          for (int i = 0; i < 4; i++) {
            files.lfs("file-" + i, text);
          }
        });
  }

  @AfterEach
  void takeAway() throws Exception {
    readers.forEach(SoakReader::kill);
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  @FaultCase(45)
  void nothingIsWrongWhateverHappens(FaultRun run) throws Exception {
    Duration length =
        MINUTES > 0 ? Duration.ofMinutes(MINUTES) : Duration.ofSeconds(run.times(8, 120));
    int each = MINUTES > 0 ? 6 : 3;
    for (int i = 0; i < each; i++) {
      for (Machine machine : List.of(steady, killed)) {
        long seed = run.seed() + readers.size();
        readers.add(SoakReader.start(machine.path(""), oracle(), clock(machine), seed, length));
      }
    }
    Vitals vitals = new Vitals(steady.daemon());
    HubTrouble trouble = new HubTrouble(lab.hub(), run.random());

    hurt(trouble, vitals, run.random(), length);

    List<SoakReader.Result> seen = new ArrayList<>();
    for (SoakReader reader : readers) {
      seen.add(reader.finish(Duration.ofMinutes(2)));
    }
    assertAllIsWellAfterwards();
    run.fired(trouble.count() + kills, "faults of the hub and kills");
    run.figure(told(seen));
    run.figure(vitals.toString());
    if (MINUTES >= TELLING_MINUTES) {
      assertFlat(vitals);
    }
  }

  /** Makes trouble of all kinds while the readers read, and leaves them some calm at the end. */
  private void hurt(HubTrouble trouble, Vitals vitals, Random random, Duration length)
      throws Exception {
    long begin = System.nanoTime();
    long end = begin + length.toNanos() - Math.min(length.toNanos() / 5, CALM_NANOS);
    long nextKill = begin + Math.min(length.toNanos() / 3, TimeUnit.MINUTES.toNanos(1));
    long back = 0;
    while (System.nanoTime() < end) {
      for (SoakReader reader : readers) {
        reader.assertSound();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS));
      vitals.sample();
      long now = System.nanoTime();
      if (back != 0 && now > back) {
        trouble.comeBack();
        back = 0;
      }
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> trouble.add();
        case 5 -> trouble.clear();
        case 6, 7 -> commitNext();
        case 8 -> {
          if (back == 0 && random.nextInt(8) == 0) {
            trouble.outage();
            back = now + TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(outageMillis(length)));
          }
        }
        default -> {} // let them read
      }
      if (now > nextKill && back == 0) {
        trouble.clear(); // else the start of the daemon is what fails
        crashAndMount();
        nextKill = System.nanoTime() + TimeUnit.SECONDS.toNanos(45 + random.nextInt(60));
      }
    }
    trouble.comeBack();
    trouble.clear();
  }

  private static int outageMillis(Duration length) {
    return (int) Math.min(40_000, Math.max(1000, length.toMillis() / 10));
  }

  private void crashAndMount() throws Exception {
    SoakReader.tell(clock(killed), "down");
    killed.crash();
    killed.mount();
    kills++;
    SoakReader.tell(clock(killed), "up " + kills);
  }

  private void assertAllIsWellAfterwards() throws IOException {
    for (Machine machine : List.of(steady, killed)) {
      for (int i = 0; i < (MINUTES > 0 ? FILES : 3); i++) {
        assertThat(machine.sha256("acme/fixed/main/" + name(i)))
            .isEqualTo(ContentDigests.sha256(content(i)));
      }
      String log = Files.readString(machine.cache().resolve("logs/hffs.log"));
      assertThat(log.lines().filter(line -> line.contains(" ERROR ")))
          .as("callbacks and threads that failed")
          .isEmpty();
    }
  }

  private String told(List<SoakReader.Result> seen) {
    return String.format(
        Locale.ROOT,
        "%d reads right, %d refused, %d met a restart, longest wait %.1f s; %d commits, %d kills",
        seen.stream().mapToLong(SoakReader.Result::reads).sum(),
        seen.stream().mapToLong(SoakReader.Result::refused).sum(),
        seen.stream().mapToLong(SoakReader.Result::restarts).sum(),
        seen.stream().mapToDouble(SoakReader.Result::longestWaitSeconds).max().orElse(0),
        commits,
        kills);
  }

  private static void assertFlat(Vitals vitals) {
    assertThat(vitals.residentGrowth())
        .as("growth of resident memory in the second half: %s", vitals)
        .isLessThan(Math.max(32 * MIB, vitals.meanResident() / 10));
    assertThat(vitals.descriptorGrowth()).as("%s", vitals).isLessThan(20);
    assertThat(vitals.threadGrowth()).as("%s", vitals).isLessThan(20);
  }
}
