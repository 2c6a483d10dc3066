package io.hffs.cli.command;

import io.hffs.cli.output.Table;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.Installation;
import io.hffs.daemon.api.MountView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs mounts}: what is mounted where, the demo's mounts too. */
@Command(name = "mounts", description = "List the mounts of hffs.")
public final class MountsCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private JsonOption format = new JsonOption();

  MountsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    List<MountView> mounts = new ArrayList<>(mountsOf(context.installation()));
    mounts.addAll(mountsOf(context.demo()));
    if (format.json) {
      context.terminal().printJson(mounts);
    } else if (mounts.isEmpty()) {
      context.terminal().say("Nothing is mounted; try 'hffs mount DIRECTORY'.");
    } else {
      Table table = new Table("MOUNTPOINT", "HUB", "SINCE", "OTHERS");
      for (MountView mount : mounts) {
        table.add(
            mount.mountpoint().toString(),
            mount.endpoint().toString(),
            Times.local(mount.since()),
            mount.allowOther() ? "may read" : "-");
      }
      table.printTo(context.terminal());
    }
    return 0;
  }

  private List<MountView> mountsOf(Installation installation) throws ApiException {
    Optional<DaemonAddress> running = installation.runningDaemon();
    return running.isEmpty() ? List.of() : context.client().apply(running.get()).mounts();
  }
}
