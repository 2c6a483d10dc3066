package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hffs model rm}: a repository, a revision of it, or a file of a revision. */
@Command(
    name = "rm",
    aliases = "remove",
    description = "Remove a repository, a revision or a file from the cache; asks first.")
public final class ModelRemoveCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private FileArgument target = new FileArgument();

  @Option(
      names = {"-v", "--revision"},
      paramLabel = "REV",
      description = "only this branch, tag or commit; of a file: main unless given")
  private @Nullable Revision revision;

  @Mixin private Removal removal = new Removal();

  ModelRemoveCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    RepoId named = target.required();
    RepoPath wanted = target.file();
    Revision at = revision == null && wanted != null ? Revision.MAIN : revision;
    return context.ask(
        "model rm",
        api ->
            removal.run(
                context.terminal(), dry -> api.remove(new RemovalRequest(named, at, wanted, dry))));
  }
}
