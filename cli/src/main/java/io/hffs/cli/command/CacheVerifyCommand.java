package io.hffs.cli.command;

import io.hffs.cli.output.ProgressDisplay;
import io.hffs.cli.output.Sizes;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.VerifyProblem;
import io.hffs.daemon.api.VerifyRequest;
import io.hffs.daemon.api.VerifyView;
import io.hffs.fs.repo.RepoId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hffs cache verify}: hashes what is on disk; exit code 1 when something did not match. */
@Command(
    name = "verify",
    description = {
      "Compare what is cached with the Hub's digests; all of it, or one repository.",
      "What does not match is dropped and fetched again when it is read. Exit code 1 then."
    })
public final class CacheVerifyCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private RepoArgument repo = new RepoArgument();
  @Mixin private JsonOption format = new JsonOption();

  @Option(
      names = {"-q", "--quiet"},
      description = "no progress")
  private boolean quiet;

  CacheVerifyCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    RepoId named = repo.optional().orElse(null);
    VerifyView view = context.ask("cache verify", api -> verify(api, named));
    if (format.json) {
      context.terminal().printJson(view);
    } else {
      for (VerifyProblem problem : view.problems()) {
        context
            .terminal()
            .print(
                problem.repo()
                    + "/"
                    + problem.path()
                    + ": expected "
                    + problem.expected()
                    + ", got "
                    + problem.actual());
      }
      context
          .terminal()
          .say(
              "Verified "
                  + view.files()
                  + (view.files() == 1 ? " file, " : " files, ")
                  + Sizes.text(view.sizeBytes())
                  + ": "
                  + (view.problems().isEmpty()
                      ? "all match."
                      : view.problems().size() + " did not match and will be fetched again."));
    }
    return view.problems().isEmpty() ? 0 : 1;
  }

  private VerifyView verify(HffsApi api, @Nullable RepoId named) throws ApiException {
    VerifyRequest request = new VerifyRequest(named);
    if (quiet) {
      return api.verify(request, ProgressSink.NONE);
    }
    try (ProgressDisplay display = new ProgressDisplay(context.terminal(), System::nanoTime)) {
      return api.verify(request, display);
    }
  }
}
