package io.hffs.cli.command;

import io.hffs.cli.output.Sizes;
import io.hffs.cli.output.Terminal;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.CacheView;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.StatusView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs status}: the daemon, the cache, the mounts and the traffic on one screen. */
@Command(
    name = "status",
    description = "Show the daemon, the cache, the mounts and what was moved.")
public final class StatusCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private JsonOption format = new JsonOption();

  StatusCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    StatusView status = context.ask("status", api -> api.status());
    Terminal terminal = context.terminal();
    if (format.json) {
      terminal.printJson(status);
      return 0;
    }
    terminal.print(
        status.port() == 0
            ? "Daemon is NOT running."
            : "Daemon is running: process "
                + status.pid()
                + ", port "
                + status.port()
                + ", since "
                + Times.local(status.startedAt())
                + ".");
    terminal.print("Hub:    " + status.endpoint());
    CacheView cache = status.cache();
    terminal.print(
        "Cache:  "
            + cache.root()
            + ", "
            + Sizes.text(cache.cachedBytes())
            + " in "
            + cache.repos()
            + (cache.repos() == 1 ? " repository" : " repositories")
            + (cache.quotaBytes() == 0 ? "" : ", at most " + Sizes.text(cache.quotaBytes()))
            + ", "
            + Sizes.text(cache.freeBytes())
            + " free on disk");
    for (MountView mount : status.mounts()) {
      terminal.print("Mount:  " + mount.mountpoint());
    }
    if (status.port() != 0) {
      TransferText.lines(status).forEach(terminal::print);
    }
    for (String warning : status.warnings()) {
      terminal.say("Warning: " + warning);
    }
    return 0;
  }
}
