package io.hffs.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hffs completion}: the script that completes the other commands. */
@Command(
    name = "completion",
    description = {
      "Print the completion script of a shell.",
      "Use it in ~/.bashrc or ~/.zshrc: source <(hffs completion bash)"
    })
public final class CompletionCommand implements Callable<Integer> {

  private final CommandContext context;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "bash|zsh", description = "the shell")
  private String shell = "";

  CompletionCommand(CommandContext context) {
    this.context = context;
  }

  /** One script serves both: under zsh it loads bash's way of completing first. */
  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("not part of a command");
    }
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw new ParameterException(
          spec.commandLine(), "No completion for '" + shell + "'; there is bash and zsh.");
    }
    context.terminal().print(AutoComplete.bash("hffs", spec.root().commandLine()));
    return 0;
  }
}
