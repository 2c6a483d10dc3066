package io.hffs.cli.command;

import io.hffs.cli.output.ProgressDisplay;
import io.hffs.cli.output.Sizes;
import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DownloadRequest;
import io.hffs.daemon.api.DownloadView;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.fs.repo.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hffs model add}: downloads, goes on where it was cut, prints where the result is. */
@Command(
    name = "add",
    description = {
      "Download a repository, or one file of it, and print where it is.",
      "Run it again after an interruption: it goes on."
    })
public final class ModelAddCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private FileArgument target = new FileArgument();

  @Option(
      names = {"-v", "--revision"},
      paramLabel = "REV",
      description = "branch, tag or commit; main unless given")
  private Revision revision = Revision.MAIN;

  @Option(
      names = {"--include", "--allow-patterns"},
      paramLabel = "PATTERN",
      description = "only files that match, for instance '*.safetensors'; may be repeated")
  private List<String> include = new ArrayList<>();

  @Option(
      names = {"--exclude", "--ignore-patterns"},
      paramLabel = "PATTERN",
      description = "no files that match; may be repeated")
  private List<String> exclude = new ArrayList<>();

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "for this download alone; 'hffs auth login' stores one")
  private @Nullable AccessToken token;

  @Option(
      names = {"-q", "--quiet"},
      description = "no progress")
  private boolean quiet;

  @Option(names = "--resume-download", hidden = true, description = "always so; for old scripts")
  @SuppressWarnings("UnusedVariable") // Accepted and without effect.
  private boolean resume;

  @Option(names = "--local-dir-use-symlinks", hidden = true, description = "for old scripts")
  @SuppressWarnings("UnusedVariable") // Accepted and without effect.
  private @Nullable String symlinks;

  ModelAddCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    DownloadRequest request =
        new DownloadRequest(target.required(), revision, target.file(), include, exclude, token);
    DownloadView done = context.askWithPeers("model add", api -> download(api, request));
    if (!quiet) {
      context
          .terminal()
          .say(
              "Added "
                  + (request.file() == null ? "" : request.file() + " of ")
                  + done.repo()
                  + " at "
                  + done.commit().abbreviated()
                  + ": "
                  + done.files()
                  + (done.files() == 1 ? " file, " : " files, ")
                  + Sizes.text(done.sizeBytes())
                  + " ("
                  + Sizes.text(done.movedBytes())
                  + " fetched).");
    }
    context.terminal().print(done.path().toString());
    return 0;
  }

  private DownloadView download(HffsApi api, DownloadRequest request) throws ApiException {
    if (quiet) {
      return api.download(request, ProgressSink.NONE);
    }
    try (ProgressDisplay display = new ProgressDisplay(context.terminal(), System::nanoTime)) {
      return api.download(request, display);
    }
  }
}
