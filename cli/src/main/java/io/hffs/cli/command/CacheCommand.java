package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.PinRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs cache}: the group of its verbs, and the two smallest. */
@Command(
    name = "cache",
    description = "Look after what is on disk.",
    subcommands = {CacheListCommand.class, CacheVerifyCommand.class, CachePruneCommand.class})
public final class CacheCommand {

  private final CommandContext context;

  CacheCommand(CommandContext context) {
    this.context = context;
  }

  @Command(name = "pin", description = "Keep a repository whatever the size limit says.")
  int pin(@Mixin PinArgument target) throws ApiException {
    return pin(target.required(), true);
  }

  @Command(name = "unpin", description = "Let a repository go again when space is needed.")
  int unpin(@Mixin PinArgument target) throws ApiException {
    return pin(target.required(), false);
  }

  private int pin(PinArgument.Target target, boolean pinned) throws ApiException {
    context.ask(
        pinned ? "cache pin" : "cache unpin",
        api -> {
          api.pin(new PinRequest(target.repo(), target.revision(), pinned));
          return target;
        });
    context.terminal().say(target + (pinned ? " is pinned." : " is not pinned any more."));
    return 0;
  }
}
