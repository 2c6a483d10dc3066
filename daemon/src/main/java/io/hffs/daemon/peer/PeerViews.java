package io.hffs.daemon.peer;

import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.PeerView.State;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.peer.PeerState;
import org.jspecify.annotations.Nullable;

/** Paired devices as the local API shows them. Pure. */
final class PeerViews {

  private PeerViews() {}

  static PeerView of(PeerState state, long bytesSent) {
    return new PeerView(
        state.device().id().hex(),
        state.device().name(),
        text(state.address()),
        switch (state.condition()) {
          case ACTIVE -> State.ACTIVE;
          case UNREACHABLE -> State.UNREACHABLE;
          case BANNED -> State.BANNED;
        },
        state.since(),
        state.reason(),
        state.heldBlobs(),
        state.heldBytes(),
        Math.round(state.bytesPerSecond()),
        state.receivedBytes(),
        bytesSent,
        state.device().introducer(),
        introducer(state.device()));
  }

  private static @Nullable String introducer(PairedDevice device) {
    return device.introducedBy().stream().map(DeviceId::hex).sorted().findFirst().orElse(null);
  }

  static @Nullable String text(@Nullable PeerAddress address) {
    return address == null ? null : address.toString();
  }
}
