package io.hffs.cli.command;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.InviteView;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hffs peer invite}: prints a token that lets another machine pair with this one. */
@Command(
    name = "invite",
    description = {
      "Print a token that lets another machine pair with this one.",
      "Who has it can do so until it expires: pass it on as you would a password."
    })
public final class PeerInviteCommand implements Callable<Integer> {

  private final CommandContext context;

  @Option(
      names = "--group",
      description = "for a cluster: those that join by it come to know one another too")
  private boolean group;

  @Option(
      names = "--valid",
      paramLabel = "TIME",
      description = "how long the token is good: 90s, 15m (unless given), at most 24h")
  private Duration valid = Duration.ofMinutes(15);

  @Mixin private JsonOption format = new JsonOption();

  PeerInviteCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    InviteRequest request =
        Requests.checked(() -> new InviteRequest(group, valid)); // A range that picocli cannot say.
    InviteView invite = context.askDaemon(api -> api.invite(request));
    if (format.json) {
      context.terminal().printJson(invite);
      return 0;
    }
    context.terminal().print(invite.token());
    String port = invite.port() == AddPeerRequest.DEFAULT_PORT ? "" : " --port " + invite.port();
    context.terminal().say("On the other machine: hffs peer add HOST" + port + " --invite TOKEN");
    context
        .terminal()
        .say(
            "HOST is this machine's name or address, TOKEN the line above, good until "
                + Times.local(invite.expiresAt())
                + ".");
    return 0;
  }
}
