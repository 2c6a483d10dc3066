package io.hffs.cli.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The network of one machine: a namespace with a loopback interface and {@code eth0}, a cable to a
 * port of the switch. For use by one thread.
 */
public final class Namespace implements AutoCloseable {

  private static final long END_SECONDS = 5;

  /** A process may start another just before it is killed. */
  private static final int KILL_ROUNDS = 5;

  /** What may go out at once, as a part of a second. */
  private static final int BURSTS_PER_SECOND = 100;

  /** A packet as large as the kernel makes them must fit. */
  private static final long MIN_BURST_BYTES = 64 << 10;

  private final LabName name;
  private final Subnet subnet;
  private int host;

  private Namespace(LabName name, Subnet subnet, int host) {
    this.name = name;
    this.subnet = subnet;
    this.host = host;
  }

  /** Makes one that is connected to a bridge; leaves nothing when that fails. */
  static Namespace create(LabName name, LabName bridge, Subnet subnet, int host)
      throws IOException {
    Command.system("ip", "netns", "add", name.text());
    Namespace made = new Namespace(name, subnet, host);
    try {
      made.connect(bridge);
      return made;
    } catch (IOException e) {
      try {
        made.close();
      } catch (IOException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  private void connect(LabName bridge) throws IOException {
    String port = name.text();
    Command.system(
        "ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name.text());
    Command.system("ip", "link", "set", port, "master", bridge.text(), "up");
    inside("link", "set", "lo", "up");
    inside("link", "set", "eth0", "up");
    inside("addr", "add", subnet.interfaceAddress(host), "dev", "eth0");
    inside("route", "add", "224.0.0.0/4", "dev", "eth0");
  }

  private void inside(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name.text()));
    command.addAll(List.of(words));
    Command.system(command.toArray(String[]::new));
  }

  String name() {
    return name.text();
  }

  /** Returns the address that the machine has now. */
  public String address() {
    return subnet.address(host);
  }

  /** Lets so many bytes a second through, headers included, in each of the two directions. */
  public void shape(long bytesPerSecond) throws IOException {
    long burst = Math.max(MIN_BURST_BYTES, bytesPerSecond / BURSTS_PER_SECOND);
    String[] shape = {
      "tbf", "rate", bytesPerSecond + "bps", "burst", "" + burst, "latency", "50ms"
    };
    replaceQueue(List.of("tc", "qdisc", "replace", "dev", name.text(), "root"), shape);
    replaceQueue(
        List.of("tc", "-n", name.text(), "qdisc", "replace", "dev", "eth0", "root"), shape);
  }

  private static void replaceQueue(List<String> where, String... queue) throws IOException {
    List<String> command = new ArrayList<>(where);
    command.addAll(List.of(queue));
    Command.system(command.toArray(String[]::new));
  }

  /** Pulls the cable: nothing arrives any more, and nobody is told. */
  public void linkDown() throws IOException {
    Command.system("ip", "link", "set", name.text(), "down");
  }

  /** Puts the cable back. */
  public void linkUp() throws IOException {
    Command.system("ip", "link", "set", name.text(), "up");
  }

  /** Gives the machine another address instead of the one it has. */
  void readdress(int newHost) throws IOException {
    // The old one goes first: with it the kernel would take away those that came later.
    inside("addr", "del", subnet.interfaceAddress(host), "dev", "eth0");
    host = newHost;
    inside("addr", "add", subnet.interfaceAddress(host), "dev", "eth0");
  }

  /**
   * Returns the command that runs a program here. Unlike {@code ip netns exec} it keeps the mount
   * namespace: what is mounted here is seen, and can be unmounted, from everywhere.
   */
  List<String> command(List<String> words) {
    List<String> command =
        new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name.text(), "--"));
    command.addAll(words);
    return command;
  }

  /** Returns all that runs here, daemons too, whoever started them. */
  List<ProcessHandle> processes() throws IOException {
    return Command.system("ip", "netns", "pids", name.text())
        .lines()
        .map(pid -> ProcessHandle.of(Long.parseLong(pid)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Asks all that runs here to end, and returns at once. */
  void askToEnd() throws IOException {
    processes().forEach(ProcessHandle::destroy);
  }

  /** Ends all that runs here: what was asked to end is killed after 5 s. */
  void endProcesses() throws IOException {
    askToEnd();
    awaitExit(processes());
    List<ProcessHandle> left = processes();
    for (int round = 0; round < KILL_ROUNDS && !left.isEmpty(); round++) {
      left.forEach(ProcessHandle::destroyForcibly);
      awaitExit(left);
      left = processes();
    }
    if (!left.isEmpty()) {
      throw new IOException(name + ": these cannot be killed: " + left);
    }
  }

  private static void awaitExit(List<ProcessHandle> processes) {
    CompletableFuture<?>[] exits =
        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(exits).get(END_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return; // the caller looks what is left
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes the network away; nothing may run in it any more. */
  @Override
  public void close() throws IOException {
    // By itself it goes only when the kernel has come to it, and until then its name is taken.
    if (NetworkLab.exists(name)) {
      Command.system("ip", "link", "del", name.text());
    }
    Command.system("ip", "netns", "del", name.text());
  }

  @Override
  public String toString() {
    return name + " " + address();
  }
}
