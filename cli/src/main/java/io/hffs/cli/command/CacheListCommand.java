package io.hffs.cli.command;

import io.hffs.cli.output.Sizes;
import io.hffs.cli.output.Table;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.RepoView;
import io.hffs.fs.repo.Revision;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs cache ls}: how much of each repository is here, and when it was last of use. */
@Command(name = "ls", aliases = "list", description = "List what takes the space.")
public final class CacheListCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private JsonOption format = new JsonOption();

  CacheListCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    List<RepoView> repos = context.ask("cache ls", api -> api.repos());
    if (format.json) {
      context.terminal().printJson(repos);
      return 0;
    }
    if (repos.isEmpty()) {
      context.terminal().say("The cache is empty.");
      return 0;
    }
    Table table = new Table("REPO ID", "SIZE", "PRESENT", "LAST USED", "PINNED", "REFS");
    for (RepoView repo : repos) {
      Instant used = repo.lastUsed();
      table.add(
          repo.repo().toString(),
          Sizes.text(repo.cachedBytes()),
          Sizes.percent(repo.cachedBytes(), repo.totalBytes()),
          used == null ? "never" : Times.local(used),
          repo.pinned() ? "yes" : "-",
          repo.revisions().stream().map(Revision::name).collect(Collectors.joining(",")));
    }
    table.printTo(context.terminal());
    long total = repos.stream().mapToLong(RepoView::cachedBytes).sum();
    context
        .terminal()
        .say(
            repos.size()
                + (repos.size() == 1 ? " repository, " : " repositories, ")
                + Sizes.text(total)
                + " on disk.");
    return 0;
  }
}
