package io.hffs.cli.lab;

import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestHubConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Machines on a switch, all on this one, and a test hub that they share. For use by one thread.
 *
 * <p>{@link #close} ends every process in the machines' networks, unmounts what is mounted below
 * their directories and takes the networks away, also when part of that fails.
 *
 * <pre>{@code
 * try (NetworkLab lab = NetworkLab.open(temp)) {
 *   Machine one = lab.addMachine();
 *   one.network().shape(12_500_000);
 *   one.mount();
 *   assertThat(one.sha256("acme/model/main/model.safetensors")).isEqualTo(…);
 * }
 * }</pre>
 */
public final class NetworkLab implements AutoCloseable {

  private static final int SWITCH_HOST = 1;

  /** Nobody ever has this address. */
  private static final int NOBODY_HOST = 250;

  private static final int FIRST_MACHINE_HOST = 11;

  /** Where machines move to; none has been there before. */
  private static final int FIRST_OTHER_HOST = 101;

  /** One step of taking the lab down. */
  private interface Step {
    void run() throws IOException;
  }

  private final LabName name;
  private final Path work;
  private final Subnet subnet;
  private final TestHub hub;
  private final List<Machine> machines = new ArrayList<>();

  /** What is to be done at the end, the first made last. */
  private final Deque<Step> steps = new ArrayDeque<>();

  private int moves;

  private NetworkLab(Path work, LabName name) throws IOException {
    this.name = name;
    this.work = work;
    this.subnet = Subnet.free();
    try {
      addSwitch();
      hub = TestHub.start(TestHubConfig.DEFAULT.withAddress(subnet.address(SWITCH_HOST), 0, 0));
      steps.push(hub::close);
    } catch (IOException | RuntimeException e) {
      closeAfter(e);
      throw e;
    }
  }

  /** Opens a lab without machines that keeps all its files below {@code work}. */
  public static NetworkLab open(Path work) throws IOException {
    return open(work, LabName.next());
  }

  static NetworkLab open(Path work, LabName name) throws IOException {
    return new NetworkLab(work, name);
  }

  private void addSwitch() throws IOException {
    Command.system("ip", "link", "add", name.text(), "type", "bridge");
    steps.push(() -> Command.system("ip", "link", "del", name.text()));
    Command.system("ip", "addr", "add", subnet.interfaceAddress(SWITCH_HOST), "dev", name.text());
    Command.system("ip", "link", "set", name.text(), "up");
  }

  /** Adds a machine with nothing in its cache, connected without a limit. */
  public Machine addMachine() throws IOException {
    return addMachine(hub.endpoint());
  }

  /** Adds a machine for which the hub is out of reach: nobody answers where it looks for it. */
  public Machine addMachineWithoutHub() throws IOException {
    return addMachine(URI.create("http://" + subnet.address(NOBODY_HOST)));
  }

  private Machine addMachine(URI hubOfIt) throws IOException {
    int number = machines.size() + 1;
    Namespace network =
        Namespace.create(name.machine(number), name, subnet, FIRST_MACHINE_HOST + machines.size());
    steps.push(network::close);
    Machine machine = new Machine(network, work.resolve("machine-" + number), hubOfIt);
    steps.push(machine::end);
    machines.add(machine);
    return machine;
  }

  /** Returns the address that the machine that moves next will have. */
  public String nextAddress() {
    return subnet.address(FIRST_OTHER_HOST + moves);
  }

  /** Gives a machine another address, one that no machine has had. */
  public void readdress(Machine machine) throws IOException {
    machine.network().readdress(FIRST_OTHER_HOST + moves++);
  }

  /** Returns the hub, which listens on the switch's own address, outside of all namespaces. */
  public TestHub hub() {
    return hub;
  }

  /** Mounts where that is not done yet; one machine for each core at a time. */
  public void mountAll() throws IOException {
    try {
      machines.parallelStream().forEach(NetworkLab::mount);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void mount(Machine machine) {
    try {
      if (!machine.isMounted()) {
        machine.mount();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the machines in the order in which they were added. */
  public List<Machine> machines() {
    return List.copyOf(machines);
  }

  LabName name() {
    return name;
  }

  /** Tells whether this machine has a network interface of that name. */
  static boolean exists(LabName networkInterface) {
    return Files.exists(Path.of("/sys/class/net", networkInterface.text()));
  }

  private void closeAfter(Exception failure) {
    try {
      close();
    } catch (IOException also) {
      failure.addSuppressed(also);
    }
  }

  /** Takes everything away; tells of all that went wrong when all was tried. */
  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted(); // a test that took too long is tidied up too
    try {
      takeAway();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void takeAway() throws IOException {
    if (steps.isEmpty()) {
      return; // closed before
    }
    List<Exception> troubles = new ArrayList<>();
    // All at once first: a daemon takes a second or two to end in order.
    machines.forEach(machine -> steps.push(machine.network()::askToEnd));
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (IOException | RuntimeException e) {
        troubles.add(e);
      }
    }
    if (!troubles.isEmpty()) {
      IOException trouble = new IOException("lab " + name + " is not gone: " + troubles);
      troubles.forEach(trouble::addSuppressed);
      throw trouble;
    }
  }

  @Override
  public String toString() {
    return name + " " + machines;
  }
}
