package io.hffs.cli.lab;

import java.io.IOException;

/** The addresses {@code 10.second.third.1} to {@code .254} of one lab. */
record Subnet(int second, int third) {

  private static final int FIRST_SECOND = 200;
  private static final int SECONDS = 50;
  private static final int THIRDS = 256;

  /** The most candidates that are tried; 20 labs at once are more than two cores can run. */
  private static final int TRIES = 20;

  /**
   * Finds one to which this machine has no route of its own yet, starting at another for each
   * process.
   */
  static Subnet free() throws IOException {
    long pid = ProcessHandle.current().pid();
    for (int i = 0; i < TRIES; i++) {
      Subnet candidate = candidate(pid + i);
      if (Command.system("ip", "-4", "route", "show", "root", candidate.all()).isEmpty()) {
        return candidate;
      }
    }
    throw new IOException(
        "all of " + TRIES + " networks up to " + candidate(pid + TRIES - 1).all() + " are in use");
  }

  static Subnet candidate(long number) {
    return new Subnet(FIRST_SECOND + (int) (number / THIRDS % SECONDS), (int) (number % THIRDS));
  }

  /** Returns the network as routes name it. */
  String all() {
    return address(0) + "/24";
  }

  /** Returns the address of a host, 1 to 254. */
  String address(int host) {
    return "10." + second + "." + third + "." + host;
  }

  /** Returns the address of a host with the length of the network, as {@code ip addr} wants it. */
  String interfaceAddress(int host) {
    return address(host) + "/24";
  }
}
