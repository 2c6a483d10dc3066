package io.hffs.cli.command;

import io.hffs.cli.output.Terminal;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.UninstallPlan;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hffs uninstall}: lists what hffs made, asks, ends the daemon and removes exactly that. */
@Command(
    name = "uninstall",
    description = "Stop the daemon and remove all files that hffs made; lists them and asks first.")
public final class UninstallCommand implements Callable<Integer> {

  private final CommandContext context;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean sure;

  UninstallCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    Terminal terminal = context.terminal();
    UninstallPlan plan = context.installation().uninstallPlan();
    if (plan.remove().isEmpty()) {
      terminal.say("Nothing to remove.");
      return 0;
    }
    terminal.say("To be removed:");
    plan.remove().forEach(path -> terminal.say("  " + path));
    if (!plan.keep().isEmpty()) {
      terminal.say("Not made by hffs, stays:");
      plan.keep().forEach(path -> terminal.say("  " + path));
    }
    if (!sure && !Removal.confirmed(terminal, "Stop the daemon and remove this?")) {
      terminal.say("Nothing was removed.");
      return 1;
    }
    Optional<DaemonAddress> demo = context.demo().runningDaemon();
    if (demo.isPresent()) {
      context.client().apply(demo.get()).stop();
      if (!context.demo().awaitStopped()) {
        throw new ApiException(
            ErrorCode.BUSY, "The demo (process " + demo.get().pid() + ") has not ended.");
      }
    }
    Optional<DaemonAddress> running = context.installation().runningDaemon();
    if (running.isPresent()) {
      DaemonStopCommand.stop(context, running.get());
    }
    context.installation().uninstall(plan);
    terminal.say("Removed. The program itself is where you put it.");
    return 0;
  }
}
