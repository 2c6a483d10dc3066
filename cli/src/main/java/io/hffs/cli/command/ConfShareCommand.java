package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hffs conf share show|set|reset}: which public repositories peers may have. */
@Command(
    name = "share",
    description = {
      "Which repositories paired machines may have from this one.",
      "Gated and private repositories are never shared."
    })
public final class ConfShareCommand {

  private final CommandContext context;
  private final ConfSetting setting;

  ConfShareCommand(CommandContext context) {
    this.context = context;
    this.setting = new ConfSetting(context, ConfSetting.SHARE);
  }

  @Command(name = "show", aliases = "get", description = "Print the patterns in use.")
  int show() throws ApiException {
    if (SharePatterns.parse(setting.entry().value()).patterns().isEmpty()) {
      context.terminal().say("Every public repository is shared.");
      return 0;
    }
    setting.print();
    return 0;
  }

  @Command(
      name = "set",
      description = {
        "Share what these patterns say; the last that matches decides.",
        "For instance: hffs conf share set 'Qwen/*' '!Qwen/Qwen3-0.6B'"
      })
  int set(
      @Parameters(
              arity = "1..*",
              paramLabel = "PATTERN",
              description = {
                "org/name, org/* or *; with ! in front to deny it.",
                "Where all deny, the rest is shared"
              })
          List<String> patterns)
      throws ApiException {
    setting.store(SharePatterns.parse(String.join(",", patterns)).toString());
    return 0;
  }

  @Command(name = "reset", description = "Share every public repository.")
  int reset() throws ApiException {
    setting.store(null);
    return 0;
  }
}
