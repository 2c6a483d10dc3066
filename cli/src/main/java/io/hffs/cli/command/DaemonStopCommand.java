package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.ErrorCode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code hffs daemon stop}. Ends the mounts too, and returns when the process has let go. */
@Command(name = "stop", description = "Unmount everything and end the daemon.")
public final class DaemonStopCommand implements Callable<Integer> {

  private final CommandContext context;

  DaemonStopCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    Optional<DaemonAddress> running = context.installation().runningDaemon();
    if (running.isEmpty()) {
      context.terminal().say("Daemon is NOT running.");
      return 0;
    }
    stop(context, running.get());
    context.terminal().say("Daemon stopped.");
    return 0;
  }

  /** Ends this daemon and waits until it has gone. */
  static void stop(CommandContext context, DaemonAddress address) throws ApiException {
    context.client().apply(address).stop();
    if (!context.installation().awaitStopped()) {
      throw new ApiException(
          ErrorCode.BUSY,
          "The daemon (process "
              + address.pid()
              + ") has not ended; if it is stuck: kill -9 "
              + address.pid()
              + ".");
    }
  }
}
