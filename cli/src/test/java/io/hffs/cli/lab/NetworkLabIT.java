package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab itself: what it makes is a network, and nothing is left of it. */
@RequiresNetworkNamespaces
class NetworkLabIT {

  private static final long SMALL_BYTES = 1000;
  private static final long RATE = 10_000_000;

  /** Most of a second at that rate. */
  private static final long LARGE_BYTES = 8_000_000;

  private static final int TRANSFERS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path temp;

  @Test
  void machinesReachEachOtherUntilALinkIsDown() throws Exception {
    try (NetworkLab lab = NetworkLab.open(temp)) {
      Machine one = lab.addMachine();
      Machine two = lab.addMachine();
      Transfer fromOne = new Transfer(one, SMALL_BYTES);
      Transfer fromTwo = new Transfer(two, SMALL_BYTES);
      assertReaches(fromOne, two);
      assertReaches(fromTwo, one);

      one.network().linkDown();
      assertThat(fromOne.reaches(two)).isFalse();
      assertThat(fromTwo.reaches(one)).isFalse();

      one.network().linkUp();
      assertReaches(fromOne, two);
    }
  }

  @Test
  void aShapedLinkCarriesItsRateInBothDirections() throws Exception {
    try (NetworkLab lab = NetworkLab.open(temp)) {
      Machine shaped = lab.addMachine();
      Machine other = lab.addMachine();
      shaped.network().shape(RATE);

      assertCarriesItsRate(shaped, other);
      assertCarriesItsRate(other, shaped);
    }
  }

  /**
   * A stall in its midst makes a transfer look slower, one before its first byte is timed faster:
   * one of several is to be right, and none faster by the time that its program takes in all.
   */
  private static void assertCarriesItsRate(Machine from, Machine to) throws IOException {
    Transfer transfer = new Transfer(from, LARGE_BYTES);
    long rate = 0;
    for (int i = 0; i < TRANSFERS && Math.abs(rate - RATE) > RATE / 4; i++) {
      long begin = System.nanoTime();
      rate = transfer.bytesPerSecond(to);
      double seconds = (System.nanoTime() - begin) / 1e9;
      assertThat(LARGE_BYTES / seconds).isLessThan(1.25 * RATE);
    }
    assertThat(rate).isCloseTo(RATE, withinPercentage(25));
  }

  /** A program that waited for a core may have waited longer than a transfer does. */
  private static void assertReaches(Transfer transfer, Machine receiver) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean reached = transfer.reaches(receiver);
    while (!reached && System.nanoTime() < deadline) {
      reached = transfer.reaches(receiver);
    }
    assertThat(reached).isTrue();
  }

  @Test
  void aMachineThatMovedIsFoundAtItsNewAddressOnly() throws Exception {
    try (NetworkLab lab = NetworkLab.open(temp)) {
      Machine one = lab.addMachine();
      Machine two = lab.addMachine();
      Transfer before = new Transfer(one, SMALL_BYTES);
      String address = one.network().address();

      lab.readdress(one);

      assertThat(one.network().address()).isNotEqualTo(address);
      assertReaches(new Transfer(one, SMALL_BYTES), two);
      assertThat(before.reaches(two)).isFalse();
    }
  }

  @Test
  void aCommandThatTakesTooLongIsKilledWithWhatItStarted() throws Exception {
    try (NetworkLab lab = NetworkLab.open(temp)) {
      Machine machine = lab.addMachine();

      assertThatThrownBy(() -> machine.run(Duration.ofMillis(300), "sh", "-c", "sleep 50; true"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("sleep 50; true: not done in PT0.3S");

      machine.network().endProcesses();
      assertThat(machine.network().processes()).isEmpty();
    }
  }

  @Test
  void nothingIsLeftOfALab() throws Exception {
    NetworkLab lab = NetworkLab.open(temp);
    Machine machine = lab.addMachine();
    machine.start("sh", "-c", "trap '' TERM; while :; do sleep 50; done");
    machine.start("setsid", "--fork", "sleep", "50").waitFor();
    machine.mount();
    assertThat(Mounts.below(temp)).hasSize(1);
    List<ProcessHandle> processes = machine.network().processes();
    assertThat(processes).hasSizeGreaterThanOrEqualTo(3);

    lab.close();

    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(Mounts.below(temp)).isEmpty();
    assertNothingIsCalled(lab.name());
  }

  @Test
  void aLabThatCouldNotBeMadeWholeLeavesNothingOfItsOwn() throws Exception {
    LabName name = LabName.next();
    Command.system("ip", "netns", "add", name.machine(2).text());
    try {
      try (NetworkLab lab = NetworkLab.open(temp, name)) {
        lab.addMachine();

        assertThatThrownBy(lab::addMachine)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("ip netns add " + name.machine(2))
            .hasMessageContaining("File exists");
      }
      assertThat(Command.system("ip", "netns", "list")).contains(name.machine(2).text());
    } finally {
      Command.system("ip", "netns", "del", name.machine(2).text());
    }
    assertNothingIsCalled(name);
  }

  private static void assertNothingIsCalled(LabName name) throws IOException {
    assertThat(Command.system("ip", "netns", "list")).doesNotContain(name.text());
    assertThat(Path.of("/sys/class/net").toFile().list())
        .noneMatch(networkInterface -> networkInterface.startsWith(name.text()));
  }
}
