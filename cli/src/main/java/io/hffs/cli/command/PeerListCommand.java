package io.hffs.cli.command;

import io.hffs.cli.output.Sizes;
import io.hffs.cli.output.Table;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.PeerView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs peer ls}: the machines by name, what they have, and what was moved. */
@Command(
    name = "ls",
    aliases = "list",
    description = "List the machines that share with this one; amounts since the daemon's start.")
public final class PeerListCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private JsonOption format = new JsonOption();

  PeerListCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    List<PeerView> peers = context.askDaemon(api -> api.peers());
    if (format.json) {
      context.terminal().printJson(peers);
      return 0;
    }
    if (peers.isEmpty()) {
      context.terminal().say("No peer is configured. Run 'hffs peer invite' on either machine.");
      return 0;
    }
    Table table = new Table("NAME", "ADDRESS", "STATE", "HOLDS", "FROM PEER", "TO PEER");
    for (PeerView peer : peers) {
      String address = peer.address();
      table.add(
          peer.name(),
          address == null ? "-" : address,
          PeerText.state(peer),
          PeerText.holds(peer),
          PeerText.received(peer),
          Sizes.text(peer.bytesSent()));
    }
    table.printTo(context.terminal());
    for (PeerView peer : peers) {
      String reason = peer.reason();
      if (reason != null) {
        context.terminal().say(PeerText.who(peer) + ": " + reason);
      }
    }
    return 0;
  }
}
