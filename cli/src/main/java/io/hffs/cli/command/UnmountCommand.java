package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.UnmountMode;
import io.hffs.daemon.api.UnmountRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hffs umount}: ends a mount, also one that a dead daemon left, also a demo. */
@Command(
    name = "umount",
    aliases = "unmount",
    description = "End a mount. The daemon goes on; a demo ends with its mount.")
public final class UnmountCommand implements Callable<Integer> {

  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "MOUNTPOINT", description = "where it is mounted")
  private String mountpoint = "";

  @Option(
      names = {"-l", "--lazy", "--force"},
      description = "also while it is in use: its users see errors from then on")
  private boolean lazy;

  UnmountCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    Path path = MountPath.resolve(context.absolute(mountpoint));
    UnmountRequest request =
        new UnmountRequest(path, lazy ? UnmountMode.LAZY : UnmountMode.IF_IDLE);
    Optional<HffsApi> demo = demoThatHas(path);
    if (demo.isPresent()) {
      demo.get().unmount(request);
    } else {
      context.ask(
          "umount",
          api -> {
            api.unmount(request);
            return path;
          });
    }
    context.terminal().say("Unmounted " + path + ".");
    return 0;
  }

  private Optional<HffsApi> demoThatHas(Path path) throws ApiException {
    Optional<DaemonAddress> running = context.demo().runningDaemon();
    if (running.isEmpty()) {
      return Optional.empty();
    }
    HffsApi api = context.client().apply(running.get());
    List<Path> mounts = api.mounts().stream().map(MountView::mountpoint).toList();
    return mounts.contains(path) ? Optional.of(api) : Optional.empty();
  }
}
