package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.RemovePeerRequest;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hffs peer rm}: ends the sharing with a machine, from this side. */
@Command(
    name = "rm",
    aliases = "remove",
    description = "End the sharing with a machine; its connections are cut.")
public final class PeerRemoveCommand implements Callable<Integer> {

  private final CommandContext context;

  @Parameters(
      index = "0",
      paramLabel = "HOST",
      description = "as 'hffs peer ls' shows it: address, name, or the first 8 digits of the id")
  private String host = "";

  @Option(
      names = {"-p", "--port"},
      paramLabel = "N",
      description = "when several have this address")
  private @Nullable Integer port;

  PeerRemoveCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    RemovePeerRequest request = Requests.checked(() -> new RemovePeerRequest(who()));
    List<PeerView> removed = context.askDaemon(api -> api.removePeer(request));
    PeerView named = removed.get(0);
    context
        .terminal()
        .say(
            "Removed "
                + PeerText.who(named)
                + (named.state() == PeerView.State.LEGACY
                    ? "; nothing is taken from it any more."
                    : "; it is refused from now on. It has a list of its own: run 'hffs peer rm'"
                        + " there too."));
    for (PeerView peer : removed.subList(1, removed.size())) {
      context
          .terminal()
          .say("Removed " + PeerText.who(peer) + " too: only " + named.name() + " vouched for it.");
    }
    return 0;
  }

  /** An IPv6 address needs brackets before a port. */
  private String who() {
    if (port == null) {
      return host;
    }
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (bare ? "[" + host + "]" : host) + ":" + port;
  }
}
