package io.hffs.daemon.peer;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.PeerView.State;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.peer.LegacyNodes;
import io.hffs.fs.peer.LegacyPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The nodes that run HFFS or HFMC, as the local API shows and changes them. Thread-safe. */
final class OldNodes {

  /** To say at once how a node is that was just added; the rounds find out later. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final LegacyNodes nodes;

  OldNodes(LegacyNodes nodes) {
    this.nodes = nodes;
  }

  /** Adds a node; waits a moment for its answer, and keeps it whatever that is. */
  PeerView add(AddPeerRequest request) throws IOException {
    Integer port = request.port();
    PeerAddress address;
    try {
      address = PeerAddress.parse(request.host(), port != null ? port : PeerAddress.DEFAULT_PORT);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
    return view(nodes.add(address, PATIENCE));
  }

  /** Returns those that a user may mean: by host, or by host and port. */
  List<LegacyPeer> meant(String who) {
    return nodes.all().stream()
        .filter(
            node ->
                node.address().host().equalsIgnoreCase(who)
                    || node.address().toString().equalsIgnoreCase(who))
        .toList();
  }

  /** Forgets a node; nothing is taken from it any more. */
  PeerView remove(LegacyPeer node) throws IOException {
    nodes.remove(node.address());
    return view(node);
  }

  List<PeerView> all() {
    return nodes.all().stream().map(OldNodes::view).toList();
  }

  /** What it has it cannot tell, and what it takes from us is counted for nobody. */
  private static PeerView view(LegacyPeer node) {
    LegacyPeer.State state = node.state();
    String address = node.address().toString();
    return new PeerView(
        null,
        address,
        address,
        State.LEGACY,
        state.since(),
        state.reason(),
        0,
        0,
        0,
        node.receivedBytes(),
        0,
        false,
        null);
  }
}
