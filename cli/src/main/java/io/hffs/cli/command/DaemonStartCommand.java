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
      description = {
        "port of the local API on 127.0.0.1;",
        "HFFS meant the port for peers: that is --peer-port"
      })
  private @Nullable Integer port;

  @Option(
      names = "--peer-port",
      paramLabel = "N",
      description = "port for paired machines, open while there are any; 9009 unless configured")
  private @Nullable Integer peerPort;

  @Option(
      names = "--legacy-port",
      paramLabel = "N",
      description =
          "serve old HFFS and HFMC nodes on this port: complete files of public repositories, in"
              + " clear, to everybody who can reach it")
  private @Nullable Integer legacyPort;

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
    checkPort(port);
    checkPort(peerPort);
    checkPort(legacyPort);
    StartRequest request = new StartRequest(port, peerPort, legacyPort, null);
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

  private static void checkPort(@Nullable Integer port) throws ApiException {
    if (port != null && (port < 1 || port > 65_535)) {
      throw new ApiException(
          ErrorCode.BAD_REQUEST, "Not a port: " + port + "; write a number from 1 to 65535.");
    }
  }

  /** A running daemon keeps the ports that it started with. */
  private int tellRunning(DaemonAddress address) throws ApiException {
    boolean otherPort = port != null && port != address.port();
    if (otherPort || peerPort != null || legacyPort != null) {
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
