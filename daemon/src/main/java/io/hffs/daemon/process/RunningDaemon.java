package io.hffs.daemon.process;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Finds the daemon of a cache directory by what its lock file says. */
public final class RunningDaemon {

  /** How long a daemon may be between free and ready, or between ready and free. */
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(15);

  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);

  /** Longer than a daemon takes to end, at worst. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private RunningDaemon() {}

  /** Returns the daemon if it is ready at this moment. */
  public static Optional<DaemonAddress> findNow(Path root) throws IOException {
    Optional<LockOwner> owner = InstanceLock.owner(root).filter(LockOwner::isDaemon);
    return owner.isPresent() ? address(root, owner.get()) : Optional.empty();
  }

  private static Optional<DaemonAddress> address(Path root, LockOwner owner) throws IOException {
    String token = owner.port() == 0 ? "" : ApiTokenFile.read(root);
    return token.isEmpty()
        ? Optional.empty()
        : Optional.of(new DaemonAddress(owner.pid(), owner.port(), token));
  }

  /**
   * Returns the daemon; empty when there is none. Waits for one that is starting or ending.
   *
   * @throws ApiException {@code UNAVAILABLE} when that takes more than 15 s
   */
  public static Optional<DaemonAddress> find(Path root) throws IOException {
    long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
    while (true) {
      Optional<LockOwner> owner = InstanceLock.owner(root);
      if (owner.isEmpty() || owner.get().isCommand()) {
        return Optional.empty();
      }
      Optional<DaemonAddress> address = address(root, owner.get());
      if (address.isPresent()) {
        return address;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new ApiException(
            ErrorCode.UNAVAILABLE,
            "The hffs daemon (process "
                + owner.get().pid()
                + ") has been starting or ending for "
                + SETTLE_LIMIT.toSeconds()
                + " s; its log is "
                + DaemonLog.file(root)
                + ".");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /**
   * Gives a command that works without a daemon a moment to end.
   *
   * @throws ApiException {@code BUSY}, naming it, when it goes on
   */
  public static void awaitCommand(Path root) throws IOException {
    long deadline = System.nanoTime() + COMMAND_LIMIT.toNanos();
    while (true) {
      Optional<LockOwner> owner = InstanceLock.owner(root);
      if (owner.isEmpty() || !owner.get().isCommand()) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw InstanceLock.busy(root, owner);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /**
   * Waits until nobody holds the cache directory, at most 20 s.
   *
   * @return whether it is free
   */
  public static boolean awaitFree(Path root) throws IOException {
    long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
    while (InstanceLock.owner(root).isPresent()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }
}
