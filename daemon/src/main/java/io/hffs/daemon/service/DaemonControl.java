package io.hffs.daemon.service;

import java.time.Instant;
import java.util.function.IntSupplier;

/**
 * The process around the services, as they see it.
 *
 * @param port of the local API; 0 before it listens, and in a command that works without a daemon
 * @param stop asks for the end and returns at once
 */
public record DaemonControl(
    String version, long pid, Instant startedAt, IntSupplier port, Runnable stop) {

  /** For a command that works in its own process. */
  public static DaemonControl none(String version, Instant now) {
    return new DaemonControl(version, ProcessHandle.current().pid(), now, () -> 0, () -> {});
  }

  /** Tells whether this process lives on after the request, so that it can hold a mount. */
  boolean isDaemon() {
    return port.getAsInt() != 0;
  }
}
