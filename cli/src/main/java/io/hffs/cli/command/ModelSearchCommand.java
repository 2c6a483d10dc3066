package io.hffs.cli.command;

import io.hffs.cli.output.Sizes;
import io.hffs.cli.output.Table;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.HolderView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.SearchRequest;
import io.hffs.fs.repo.Revision;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hffs model search}: which peers have a repository or a file, and how much of it. */
@Command(
    name = "search",
    description = "Show which peers have a repository, or one file of it, and how much.")
public final class ModelSearchCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private FileArgument target = new FileArgument();

  @Option(
      names = {"-v", "--revision"},
      paramLabel = "REV",
      description = "branch, tag or commit; main unless given")
  private Revision revision = Revision.MAIN;

  @Mixin private JsonOption format = new JsonOption();

  ModelSearchCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    SearchRequest request = new SearchRequest(target.required(), target.file(), revision);
    List<HolderView> holders = context.askDaemon(api -> api.search(request));
    if (format.json) {
      context.terminal().printJson(holders);
    } else if (holders.isEmpty()) {
      sayNone();
    } else {
      context.terminal().say("Peers who have it:");
      Table table = new Table("PEER", "ADDRESS", "HAS", "SIZE");
      for (HolderView holder : holders) {
        String address = holder.address();
        table.add(
            holder.peer(),
            address == null ? "-" : address,
            Sizes.percent(holder.heldBytes(), holder.totalBytes()),
            Sizes.text(holder.heldBytes()));
      }
      table.printTo(context.terminal());
    }
    return 0;
  }

  private void sayNone() throws ApiException {
    boolean asked =
        context.askDaemon(api -> api.peers()).stream()
            .anyMatch(
                peer ->
                    peer.state() == PeerView.State.ACTIVE || peer.state() == PeerView.State.LEGACY);
    context
        .terminal()
        .say(asked ? "No peer has it." : "No active peers to search; see 'hffs peer ls'.");
  }
}
