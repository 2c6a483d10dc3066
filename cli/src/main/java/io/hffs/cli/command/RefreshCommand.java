package io.hffs.cli.command;

import io.hffs.cli.output.Table;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.RefreshRequest;
import io.hffs.daemon.api.RefreshView;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs refresh}: looks where the branches stand now, without waiting for their time. */
@Command(
    name = "refresh",
    description = "Look where the branches of a repository stand now; mounts follow.")
public final class RefreshCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private RepoArgument repo = new RepoArgument();
  @Mixin private JsonOption format = new JsonOption();

  RefreshCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    RepoId named = repo.required();
    RefreshView view = context.ask("refresh", api -> api.refresh(new RefreshRequest(named)));
    if (format.json) {
      context.terminal().printJson(view);
      return 0;
    }
    Table table = new Table("REF", "COMMIT", "WAS");
    for (RefreshView.RefMove move : view.refs()) {
      table.add(move.ref().name(), move.now().abbreviated(), was(move));
    }
    table.printTo(context.terminal());
    return 0;
  }

  private static String was(RefreshView.RefMove move) {
    CommitHash before = move.before();
    if (before == null) {
      return "new";
    }
    return before.equals(move.now()) ? "the same" : before.abbreviated();
  }
}
