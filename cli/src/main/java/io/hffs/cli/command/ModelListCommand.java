package io.hffs.cli.command;

import io.hffs.cli.output.Sizes;
import io.hffs.cli.output.Table;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.FileView;
import io.hffs.daemon.api.RepoView;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hffs model ls}: the repositories; the files of one; the path of one file. */
@Command(
    name = "ls",
    aliases = "list",
    description = {
      "List what is cached: repositories; with REPO its files;",
      "with REPO and FILE print the path of the complete file."
    })
public final class ModelListCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private FileArgument target = new FileArgument();
  @Mixin private JsonOption format = new JsonOption();

  @Option(
      names = {"-v", "--revision"},
      paramLabel = "REV",
      description = "branch, tag or commit (its first digits do); of a file: main unless given")
  private @Nullable Revision revision;

  ModelListCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    Optional<RepoId> named = target.optional();
    RepoPath wanted = target.file();
    if (named.isEmpty()) {
      if (wanted != null) {
        target.required();
      }
      return listRepos();
    }
    List<FileView> files = context.ask("model ls", api -> api.files(named.get()));
    return wanted == null ? listFiles(files) : printPath(named.get(), wanted, files);
  }

  private int listRepos() throws ApiException {
    List<RepoView> repos = context.ask("model ls", api -> api.repos());
    if (format.json) {
      context.terminal().printJson(repos);
    } else if (repos.isEmpty()) {
      context.terminal().say("No repos found.");
    } else {
      Table table = new Table("REPO ID", "SIZE", "NB FILES", "LOCAL PATH");
      for (RepoView each : repos) {
        table.add(
            each.repo().toString(),
            Sizes.text(each.cachedBytes()),
            Integer.toString(each.files()),
            each.path().toString());
      }
      table.printTo(context.terminal());
    }
    return 0;
  }

  private int listFiles(List<FileView> files) {
    List<FileView> shown =
        revision == null ? files : files.stream().filter(each -> isAt(each, revision)).toList();
    if (format.json) {
      context.terminal().printJson(shown);
    } else if (shown.isEmpty()) {
      context.terminal().say("No files found.");
    } else {
      Table table = new Table("REFS", "COMMIT", "FILE", "SIZE", "PATH");
      for (FileView each : shown) {
        table.add(
            each.refs().stream().map(Revision::name).collect(Collectors.joining(",")),
            each.commit().abbreviated(),
            each.path().value(),
            Sizes.text(each.sizeBytes()),
            where(each));
      }
      table.printTo(context.terminal());
    }
    return 0;
  }

  private static String where(FileView file) {
    Path path = file.localPath();
    return path == null
        ? "(" + Sizes.percent(file.cachedBytes(), file.sizeBytes()) + " cached)"
        : path.toString();
  }

  private static boolean isAt(FileView file, Revision revision) {
    return file.refs().contains(revision)
        || (revision.name().matches("[0-9a-f]{6,40}")
            && file.commit().hex().startsWith(revision.name()));
  }

  private int printPath(RepoId repo, RepoPath wanted, List<FileView> files) throws ApiException {
    Revision at = revision == null ? Revision.MAIN : revision;
    FileView found =
        files.stream()
            .filter(each -> each.path().equals(wanted) && isAt(each, at))
            .findFirst()
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.NOT_FOUND,
                        wanted
                            + " of "
                            + repo
                            + " at "
                            + at
                            + " is not cached; get it: hffs model"
                            + " add "
                            + repo
                            + " '"
                            + wanted
                            + "'."));
    if (format.json) {
      context.terminal().printJson(found);
      return 0;
    }
    Path path = found.localPath();
    if (path == null) {
      throw new ApiException(
          ErrorCode.NOT_FOUND,
          "Only "
              + Sizes.percent(found.cachedBytes(), found.sizeBytes())
              + " of "
              + wanted
              + " is cached; get the rest: hffs model add "
              + repo
              + " '"
              + wanted
              + "'.");
    }
    context.terminal().print(path.toString());
    return 0;
  }
}
