package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.StartRequest;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hffs daemon start}. Returns when the daemon answers; one that runs already is fine. */
@Command(name = "start", description = "Start the daemon, if it does not run.")
public final class DaemonStartCommand implements Callable<Integer> {

  private final CommandContext context;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "N",
      description = "port of the local API on 127.0.0.1")
  private @Nullable Integer port;

  @Option(
      names = {"--foreground", "-d", "--detach"},
      description = "be the daemon here, until Ctrl-C")
  private boolean foreground;

  @Option(names = "--daemon", hidden = true, paramLabel = "true|false", arity = "1")
  private boolean background = true;

  DaemonStartCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    if (port != null && (port < 1 || port > 65_535)) {
      throw new ApiException(
          ErrorCode.BAD_REQUEST, "Not a port: " + port + "; write a number from 1 to 65535.");
    }
    StartRequest request = new StartRequest(port, null);
    Optional<DaemonAddress> running = context.installation().runningDaemon();
    if (running.isPresent()) {
      return tellRunning(running.get());
    }
    if (foreground || !background) {
      context.installation().serve(request, (api, address) -> tellStarted(address));
    } else {
      tellStarted(context.installation().startDaemon(request));
    }
    return 0;
  }

  private int tellRunning(DaemonAddress address) throws ApiException {
    if (port != null && port != address.port()) {
      throw new ApiException(
          ErrorCode.CONFLICT,
          "A daemon runs already (process "
              + address.pid()
              + "), on port "
              + address.port()
              + "; end it first: hffs daemon stop.");
    }
    context
        .terminal()
        .say("Daemon is running: process " + address.pid() + ", port " + address.port() + ".");
    return 0;
  }

  private void tellStarted(DaemonAddress address) {
    context
        .terminal()
        .say("Daemon started: process " + address.pid() + ", port " + address.port() + ".");
  }
}
