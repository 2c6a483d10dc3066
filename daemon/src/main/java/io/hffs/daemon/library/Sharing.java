package io.hffs.daemon.library;

import io.hffs.daemon.backend.NoPeers;
import io.hffs.daemon.backend.Peers;
import io.hffs.daemon.legacy.LegacyPort;
import io.hffs.daemon.legacy.LiveNode;
import io.hffs.daemon.peer.PeerService;
import io.hffs.fs.peer.LegacyNodes;
import io.hffs.fs.peer.LegacyPeer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file system has to do with other machines. Closed before the file system is.
 *
 * @param paired null when paired machines are neither served nor asked
 * @param oldNodes null when none is asked
 * @param legacyPort null when old programs are not served
 */
record Sharing(
    @Nullable PeerService paired, @Nullable LegacyNodes oldNodes, @Nullable LegacyPort legacyPort)
    implements AutoCloseable {

  /** Returns the old nodes that may be asked for files. */
  List<LegacyPeer> oldNodeList() {
    return oldNodes == null ? List.of() : oldNodes.all();
  }

  /** Returns the old nodes that answered when they were last asked. */
  static List<LiveNode> live(@Nullable LegacyNodes oldNodes) {
    List<LiveNode> live = new ArrayList<>();
    for (LegacyPeer node : oldNodes == null ? List.<LegacyPeer>of() : oldNodes.all()) {
      Instant seenAt = node.state().seenAt();
      if (seenAt != null && node.state().answers()) {
        live.add(new LiveNode(node.address(), seenAt));
      }
    }
    return live;
  }

  Peers peers() {
    return paired == null ? new NoPeers() : paired;
  }

  List<String> warnings() {
    return legacyPort == null ? List.of() : legacyPort.problem().stream().toList();
  }

  @Override
  public void close() {
    if (legacyPort != null) {
      legacyPort.close();
    }
    if (paired != null) {
      paired.close();
    }
    if (oldNodes != null) {
      oldNodes.close();
    }
  }
}
