package io.hffs.cli.lab;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the parts of one lab are called: {@code hffs-2f9-0} the switch, {@code hffs-2f9-0-1} the
 * first machine. Made from the process id, so two runs never clash, and {@code scripts/test} finds
 * what was left over by the prefix.
 */
record LabName(String text) {

  /** The kernel's IFNAMSIZ, less the zero at the end. */
  static final int MAX_INTERFACE_CHARACTERS = 15;

  private static final AtomicInteger LABS = new AtomicInteger();
  private static final int DIGITS = 36;

  LabName {
    if (text.length() > MAX_INTERFACE_CHARACTERS) {
      throw new IllegalArgumentException("too long for an interface: " + text);
    }
  }

  /** Returns another name at each call. */
  static LabName next() {
    return of(ProcessHandle.current().pid(), LABS.getAndIncrement());
  }

  static LabName of(long pid, int lab) {
    return new LabName("hffs-" + Long.toString(pid, DIGITS) + "-" + Integer.toString(lab, DIGITS));
  }

  /** Returns the name of a machine, which its namespace and its port of the switch have too. */
  LabName machine(int number) {
    return new LabName(text + "-" + Integer.toString(number, DIGITS));
  }

  @Override
  public String toString() {
    return text;
  }
}
