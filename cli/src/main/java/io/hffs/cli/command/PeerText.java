package io.hffs.cli.command;

import io.hffs.cli.output.Sizes;
import io.hffs.daemon.api.PeerView;

/** Another machine in words. */
final class PeerText {

  private PeerText() {}

  /** Returns {@code desk (10.0.0.2:9009)}; the name alone where it says as much. */
  static String who(PeerView peer) {
    String address = peer.address();
    return address == null || address.equals(peer.name())
        ? peer.name()
        : peer.name() + " (" + address + ")";
  }

  /** Returns {@code active}, or another state and since when. */
  static String state(PeerView peer) {
    return switch (peer.state()) {
      case ACTIVE, LEGACY -> peer.state().word();
      case UNREACHABLE, BANNED -> peer.state().word() + " since " + Times.local(peer.since());
    };
  }

  /** Returns {@code 4.9 GB in 12 files}. */
  static String holds(PeerView peer) {
    return peer.heldBlobs() == 0
        ? "-"
        : Sizes.text(peer.heldBytes())
            + " in "
            + peer.heldBlobs()
            + (peer.heldBlobs() == 1 ? " file" : " files");
  }

  /** Returns {@code 1.2 GB, now 35.0 MB/s}. */
  static String received(PeerView peer) {
    String sum = Sizes.text(peer.bytesReceived());
    return peer.bytesPerSecondIn() == 0
        ? sum
        : sum + ", now " + Sizes.text(peer.bytesPerSecondIn()) + "/s";
  }
}
