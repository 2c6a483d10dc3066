package io.hffs.cli.command;

import io.hffs.cli.output.Sizes;
import io.hffs.cli.output.Terminal;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.RemovalView;
import java.io.IOException;
import picocli.CommandLine.Option;

/** Removing after a look: shows what would go, asks, then does it. Brings the options for that. */
final class Removal {

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean sure;

  @Option(names = "--dry-run", description = "only show what would be removed")
  private boolean dryRun;

  /** Removes, or only tells what would go. */
  @FunctionalInterface
  interface Act {
    RemovalView run(boolean dryRun) throws ApiException;
  }

  /**
   * Shows, asks unless told not to, and removes.
   *
   * @return the exit code: 1 when the user said no
   */
  int run(Terminal terminal, Act act) throws ApiException {
    RemovalView plan = act.run(true);
    if (plan.items().isEmpty()) {
      terminal.say("Nothing to remove.");
      return 0;
    }
    terminal.say("To be removed, " + Sizes.text(plan.freedBytes()) + ":");
    plan.items().forEach(item -> terminal.say("  " + item));
    if (dryRun) {
      return 0;
    }
    if (!sure && !confirmed(terminal, "Remove?")) {
      terminal.say("Nothing was removed.");
      return 1;
    }
    RemovalView done = act.run(false);
    terminal.say("Removed; " + Sizes.text(done.freedBytes()) + " freed.");
    return 0;
  }

  /** Asks at the terminal. */
  static boolean confirmed(Terminal terminal, String question) throws ApiException {
    try {
      return terminal.confirm(question);
    } catch (IOException e) {
      throw new ApiException(ErrorCode.INTERNAL, "Cannot read the answer; use --yes.", e);
    }
  }
}
