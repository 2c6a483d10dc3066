package io.hffs.daemon.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * hffs as this user has it on this machine: its cache directory, its settings, and the daemon that
 * may run on them. This is what a command asks first.
 */
public interface Installation {

  /**
   * Returns hffs as it would be with these variables in place of the process's own of the same
   * names; an empty one counts as none.
   */
  Installation with(Map<String, String> variables);

  /** Returns the cache directory in force. It need not exist. */
  Path root() throws ApiException;

  Settings settings();

  /**
   * Tells whether this machine is paired with others and may ask them: only a daemon does. From
   * disk, whoever owns the cache directory.
   */
  boolean isPaired() throws ApiException;

  /**
   * Finds the daemon that owns the cache directory; empty when none runs. Waits some seconds for
   * one that is just starting or stopping.
   */
  Optional<DaemonAddress> runningDaemon() throws ApiException;

  /**
   * Starts a daemon in the background and returns when it answers, at most half a minute later. One
   * that runs already is returned as it is.
   *
   * @throws ApiException with the end of its log when it does not come up
   */
  DaemonAddress startDaemon(StartRequest request) throws ApiException;

  /**
   * Runs a daemon in this process and returns when it has ended, by a signal or by request. Blocks
   * for as long as that takes.
   */
  void serve(StartRequest request, ReadyListener listener) throws ApiException;

  /**
   * Opens the services in this process, under the lock that a daemon would hold. The caller closes
   * them.
   *
   * @param command what runs, {@code model add}, to tell others who find the cache held
   * @throws ApiException {@link ErrorCode#BUSY} when another process holds the cache
   */
  HffsApi inProcess(String command) throws ApiException;

  /**
   * Waits until no process holds the cache directory, at most 20 s.
   *
   * @return whether it is free
   */
  boolean awaitStopped() throws ApiException;

  /** Looks at the machine: FUSE, rights, disk, proxy, daemon. */
  List<DoctorFinding> examine() throws ApiException;

  UninstallPlan uninstallPlan() throws ApiException;

  /** Removes what the plan says. Only while nothing holds the cache directory. */
  void uninstall(UninstallPlan plan) throws ApiException;
}
