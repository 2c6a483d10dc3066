package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.PruneRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs cache prune}: drops commits that no branch or tag stands at any more. */
@Command(
    name = "prune",
    description = "Remove revisions that no branch or tag stands at any more; asks first.")
public final class CachePruneCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private Removal removal = new Removal();

  CachePruneCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    return context.ask(
        "cache prune",
        api -> removal.run(context.terminal(), dry -> api.prune(new PruneRequest(dry))));
  }
}
