package io.hffs.daemon.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.DeviceIdentity;
import io.hffs.fs.device.GroupKey;
import io.hffs.fs.device.Invites;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.Pairings;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.device.Redemption;
import io.hffs.fs.peer.Member;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How another machine becomes a paired one: by an invite of this one's user, or by a key that both
 * were given. Thread-safe.
 */
final class Admission {

  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  private final DeviceIdentity identity;
  private final Pairings pairings;
  private final Invites invites;
  private final @Nullable GroupKey groupKey;
  private final String ownName;

  Admission(
      DeviceIdentity identity,
      Pairings pairings,
      Invites invites,
      @Nullable GroupKey groupKey,
      String ownName) {
    this.identity = identity;
    this.pairings = pairings;
    this.invites = invites;
    this.groupKey = groupKey;
    this.ownName = ownName;
  }

  /** Tells whether a device that is not paired may knock. */
  boolean isOpen() {
    return groupKey != null || invites.anyOpen();
  }

  /**
   * Pairs with the caller if it knows the secret of an open invite.
   *
   * @param ip where the call came from
   */
  ObjectNode pair(DeviceId caller, String ip, JsonNode request) {
    Newcomer newcomer = Newcomer.read(ip, request); // before: a bad request uses up no invite
    if (!(invites.redeem(request.path("secret").asText()) instanceof Redemption.Accepted)) {
      log.warn("a machine at {} tried to pair with a wrong, old or used invite", ip);
      throw new PeerGuard.Refused(HttpStatus.FORBIDDEN);
    }
    add(caller, ip, newcomer);
    return JsonNodeFactory.instance.objectNode().put("name", ownName);
  }

  /** Pairs with the caller if it proves to know the group key, and proves the same to it. */
  ObjectNode join(DeviceId caller, String ip, JsonNode request) {
    GroupKey key = groupKey;
    byte[] nonce = Base64.getDecoder().decode(request.path("nonce").asText());
    byte[] proof = Base64.getDecoder().decode(request.path("proof").asText());
    if (key == null
        || nonce.length != GroupKey.NONCE_BYTES
        || !key.verify(proof, GroupKey.Role.CLIENT, caller, identity.id(), nonce)) {
      log.warn("a machine at {} tried to join without the group key", ip);
      throw new PeerGuard.Refused(HttpStatus.FORBIDDEN);
    }
    add(caller, ip, Newcomer.read(ip, request));
    byte[] ours = key.proof(GroupKey.Role.SERVER, caller, identity.id(), nonce);
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", ownName)
        .put("proof", Base64.getEncoder().encodeToString(ours));
  }

  /** What a machine says of itself; reading it fails when it is not as it should be. */
  private record Newcomer(String name, @Nullable PeerAddress address) {

    static Newcomer read(String ip, JsonNode request) {
      int port = request.path("port").asInt();
      return new Newcomer(
          PairedDevice.requireName(request.path("name").asText()),
          port > 0 ? new PeerAddress(ip, port) : null);
    }
  }

  private void add(DeviceId caller, String ip, Newcomer newcomer) {
    try {
      PairedDevice added = pairings.add(caller, newcomer.name(), newcomer.address(), false);
      log.info("paired with {} at {}", added.name(), ip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whom this machine introduces to those that trust it with that. */
  List<Member> members() {
    return pairings.all().stream()
        .filter(device -> device.introducedBy().isEmpty())
        .map(device -> new Member(device.id(), device.name(), device.address()))
        .toList();
  }
}
