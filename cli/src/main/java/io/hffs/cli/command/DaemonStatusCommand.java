package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs daemon status}: for scripts; the exit code is 0 when it runs and 1 when not. */
@Command(
    name = "status",
    description = "Tell whether the daemon runs; exit code 0 when it does, 1 when not.")
public final class DaemonStatusCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private JsonOption format = new JsonOption();

  DaemonStatusCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    Optional<DaemonAddress> running = context.installation().runningDaemon();
    if (format.json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("running", running.isPresent());
      running.ifPresent(
          address -> {
            fields.put("pid", address.pid());
            fields.put("port", address.port());
          });
      context.terminal().printJson(fields);
    } else {
      context
          .terminal()
          .print(running.isPresent() ? "Daemon is running." : "Daemon is NOT running.");
      running.ifPresent(
          address ->
              context
                  .terminal()
                  .say("(process " + address.pid() + ", port " + address.port() + ")"));
    }
    return running.isPresent() ? 0 : 1;
  }
}
