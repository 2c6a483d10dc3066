package io.hffs.cli.command;

import io.hffs.cli.output.Sizes;
import io.hffs.cli.output.Terminal;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.RemovalView;
import java.io.IOException;

/** Removing after a look: shows what would go, asks, then does it. */
final class Removal {

  private Removal() {}

  /** Removes, or only tells what would go. */
  @FunctionalInterface
  interface Act {
    RemovalView run(boolean dryRun) throws ApiException;
  }

  /**
   * Shows, asks unless {@code sure}, and removes.
   *
   * @return the exit code: 1 when the user said no
   */
  static int run(Terminal terminal, boolean sure, boolean dryRun, Act act) throws ApiException {
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
