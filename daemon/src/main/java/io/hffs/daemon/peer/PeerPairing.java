package io.hffs.daemon.peer;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.InviteView;
import io.hffs.fs.device.DeviceException;
import io.hffs.fs.device.Invite;
import io.hffs.fs.device.Invites;
import io.hffs.fs.device.OpenInvite;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.peer.PairingClient;
import io.hffs.fs.peer.Peering;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Two machines become paired by an invite: this one makes it, or comes with it. Thread-safe. */
final class PeerPairing {

  /** To say at once how a machine is that was just paired with. */
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);

  private final Peering peering;
  private final Invites invites;
  private final PairingClient client;
  private final PeerListener listener;
  private final Consumer<Duration> adjustLater;

  /**
   * @param adjustLater has it looked, after so long, whether the listener is still needed
   */
  PeerPairing(
      Peering peering,
      Invites invites,
      PairingClient client,
      PeerListener listener,
      Consumer<Duration> adjustLater) {
    this.peering = peering;
    this.invites = invites;
    this.client = client;
    this.listener = listener;
    this.adjustLater = adjustLater;
  }

  /** Opens an invite, and the listener for who comes with it. */
  InviteView invite(InviteRequest request) throws IOException {
    int port = listener.prepare();
    OpenInvite invite =
        invites.open(OwnAddresses.of(port), request.introduces(), request.validFor());
    adjustLater.accept(request.validFor().plus(PeerListener.PREPARED));
    return new InviteView(invite.invite().encode(), invite.expiresAt(), port);
  }

  /**
   * Pairs with the machine that made an invite, and waits a moment for its first answer.
   *
   * @throws ApiException BAD_REQUEST when it is no invite or our own, DENIED when the other machine
   *     does not take it, UNAVAILABLE when it cannot be reached
   */
  PairedDevice accept(String token, AddPeerRequest request) throws IOException {
    Invite invite;
    PeerAddress at;
    try {
      invite = Invite.parse(token);
      Integer port = request.port();
      int known = invite.addresses().get(0).port();
      at = PeerAddress.parse(request.host(), port != null ? port : known);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorCode.BAD_REQUEST, e.getMessage() + ".", e);
    }
    if (invite.inviter().equals(peering.identity().id())) {
      throw new ApiException(
          ErrorCode.BAD_REQUEST, "This machine made that invite; use it on the other one.");
    }
    return pair(invite, at);
  }

  /** The other side calls back at once, so the listener has to be there first. */
  private PairedDevice pair(Invite invite, PeerAddress at) throws IOException {
    int ownPort = listener.prepare();
    adjustLater.accept(PeerListener.PREPARED.plusSeconds(1));
    try {
      PairingClient.Answered answered = client.pair(invite, at, ownPort);
      PairedDevice device =
          peering.pairings().add(answered.id(), answered.name(), at, invite.introduces());
      peering.links().awaitReached(device.id(), FIRST_ANSWER);
      return device;
    } catch (SourceException e) {
      throw pairingFailed(e, at);
    } catch (DeviceException | IllegalArgumentException e) {
      throw new ApiException(ErrorCode.CONFLICT, String.valueOf(e.getMessage()), e);
    }
  }

  private static ApiException pairingFailed(SourceException failure, PeerAddress at) {
    return failure.kind() == SourceException.Kind.DENIED
        ? new ApiException(
            ErrorCode.DENIED,
            "The machine at "
                + at
                + " does not take this invite: it was used, is too old, or its daemon was started"
                + " anew. Run 'hffs peer invite' there again.",
            failure)
        : new ApiException(
            ErrorCode.UNAVAILABLE,
            "Pairing with " + at + " failed: " + failure.getMessage() + ".",
            failure);
  }
}
