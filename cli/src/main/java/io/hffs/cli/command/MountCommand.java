package io.hffs.cli.command;

import io.hffs.cli.demo.DemoHub;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.StartRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hffs mount}: starts the daemon if needed, and returns when the mount answers. */
@Command(
    name = "mount",
    description = "Show the Hub as a directory; every repository in it opens at once.")
public final class MountCommand implements Callable<Integer> {

  private final CommandContext context;

  @Parameters(
      index = "0",
      paramLabel = "MOUNTPOINT",
      description = "an empty directory; made when it is missing")
  private String mountpoint = "";

  @Option(
      names = "--foreground",
      description = "serve in this process until Ctrl-C, instead of in the background")
  private boolean foreground;

  @Option(
      names = "--demo",
      description = "mount a built-in hub with a few sample repositories; needs no network")
  private boolean demo;

  @Option(names = "--allow-other", description = "let other users of this machine read it")
  private boolean allowOther;

  @Option(
      names = "--xattr",
      description = "have extended attributes (user.hffs.*); listing with details takes longer")
  private boolean xattr;

  MountCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    Path written = context.absolute(mountpoint);
    if (MountPath.makeIfMissing(written)) {
      context.terminal().say("Made the directory " + written + ".");
    }
    MountRequest request = new MountRequest(MountPath.resolve(written), allowOther, xattr);
    if (foreground) {
      serve(request);
      return 0;
    }
    if (demo) {
      DaemonAddress address = context.demo().startDaemon(DemoHub.inBackground());
      mountAndTell(context.client().apply(address), request);
      return 0;
    }
    mountAndTell(context.startedDaemon(), request);
    return 0;
  }

  private void serve(MountRequest request) throws ApiException {
    if (demo) {
      DemoHub.serve(context.demo(), (api, address) -> mountInForeground(api, request));
      return;
    }
    Optional<DaemonAddress> running = context.installation().runningDaemon();
    if (running.isPresent()) {
      throw new ApiException(
          ErrorCode.CONFLICT,
          "A daemon runs already (process "
              + running.get().pid()
              + "); leave --foreground out, or end it first: hffs daemon stop.");
    }
    context
        .installation()
        .serve(StartRequest.DEFAULT, (api, address) -> mountInForeground(api, request));
  }

  private void mountInForeground(HffsApi api, MountRequest request) throws ApiException {
    mountAndTell(api, request);
    context.terminal().say("Press Ctrl-C to unmount.");
  }

  private void mountAndTell(HffsApi api, MountRequest request) throws ApiException {
    MountView mount = api.mount(request);
    context.terminal().say("Mounted " + mount.endpoint() + " on " + mount.mountpoint() + ".");
    if (demo) {
      DemoHub.thingsToTry(mount.mountpoint()).forEach(context.terminal()::print);
    }
  }
}
