package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.fs.repo.RepoId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs noshare add|ls|rm}: what peers may not have, as HFFS called it. */
@Command(
    name = "noshare",
    description = {
      "Keep single repositories from paired machines.",
      "Gated and private repositories are never shared; 'hffs conf share' takes patterns."
    })
public final class NoShareCommand {

  private final CommandContext context;
  private final ConfSetting setting;

  NoShareCommand(CommandContext context) {
    this.context = context;
    this.setting = new ConfSetting(context, ConfSetting.SHARE);
  }

  @Command(name = "add", description = "Do not share this repository.")
  int add(@Mixin RepoArgument repo) throws ApiException {
    store(patterns().with(repo.required()));
    return 0;
  }

  @Command(
      name = "rm",
      aliases = "remove",
      description = "Share it again, if nothing else forbids it.")
  int rm(@Mixin RepoArgument repo) throws ApiException {
    RepoId named = repo.required();
    if (!patterns().denies(named)) {
      throw new ApiException(
          ErrorCode.NOT_FOUND, named + " is not on the list; see 'hffs noshare ls'.");
    }
    store(patterns().without(named));
    return 0;
  }

  @Command(name = "ls", aliases = "list", description = "List what is not shared.")
  int ls(@Mixin JsonOption format) throws ApiException {
    List<String> denied = patterns().denied();
    if (format.json) {
      context.terminal().printJson(denied);
    } else if (denied.isEmpty()) {
      context.terminal().say("No repository is kept from peers.");
    } else {
      denied.forEach(context.terminal()::print);
    }
    return 0;
  }

  private SharePatterns patterns() throws ApiException {
    return SharePatterns.parse(setting.entry().value());
  }

  private void store(SharePatterns patterns) throws ApiException {
    setting.store(patterns.patterns().isEmpty() ? null : patterns.toString());
  }
}
