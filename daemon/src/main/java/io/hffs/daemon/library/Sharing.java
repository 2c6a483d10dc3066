package io.hffs.daemon.library;

import io.hffs.daemon.backend.NoPeers;
import io.hffs.daemon.backend.Peers;
import io.hffs.daemon.legacy.LegacyPort;
import io.hffs.daemon.peer.PeerService;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file system has to do with other machines. Closed before the file system is.
 *
 * @param paired null when paired machines are neither served nor asked
 * @param legacyPort null when old programs are not served
 */
record Sharing(@Nullable PeerService paired, @Nullable LegacyPort legacyPort)
    implements AutoCloseable {

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
  }
}
