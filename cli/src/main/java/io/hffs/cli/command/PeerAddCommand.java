package io.hffs.cli.command;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.PeerView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hffs peer add}: pairs with a machine that gave an invite; both sides share from then. */
@Command(
    name = "add",
    description = {
      "Pair with another machine: each may then take from the other what it has.",
      "The other machine prints the token with 'hffs peer invite'."
    })
public final class PeerAddCommand implements Callable<Integer> {

  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "HOST", description = "its name or address")
  private String host = "";

  @Option(
      names = {"-p", "--port"},
      paramLabel = "N",
      description = "its port for peers; 9009 unless given")
  private @Nullable Integer port;

  @Option(
      names = "--invite",
      paramLabel = "TOKEN",
      description = "what 'hffs peer invite' printed there")
  private @Nullable String invite;

  @Option(
      names = "--legacy",
      description = "it runs HFFS or HFMC: take whole files from it, checked by their digest")
  private boolean legacy;

  PeerAddCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    AddPeerRequest request = Requests.checked(() -> new AddPeerRequest(host, port, invite, legacy));
    PeerView peer = context.askDaemon(api -> api.addPeer(request));
    context
        .terminal()
        .say(
            "Added "
                + PeerText.who(peer)
                + (legacy
                    ? ", an old node: whole files are taken from it. To serve it as well, start the"
                        + " daemon with --legacy-port and add this machine there."
                    : "; it shares with this machine, and this machine with it."));
    String reason = peer.reason();
    if (reason != null) {
      context.terminal().say(legacy ? reason : "It is " + peer.state().word() + ": " + reason);
    }
    return 0;
  }
}
