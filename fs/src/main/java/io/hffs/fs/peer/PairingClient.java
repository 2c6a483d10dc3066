package io.hffs.fs.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.DeviceIdentity;
import io.hffs.fs.device.GroupKey;
import io.hffs.fs.device.Invite;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.device.PinnedTls;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The asking side of pairing. Says the secret of an invite to nobody but the device that made it,
 * known by its certificate. Blocks for some seconds at most.
 */
public final class PairingClient {

  /** Who answered. */
  public record Answered(DeviceId id, String name) {}

  private final DeviceIdentity identity;
  private final String ownName;

  /**
   * @param ownName by which the other side is to know this machine
   */
  public PairingClient(DeviceIdentity identity, String ownName) {
    this.identity = identity;
    this.ownName = ownName;
  }

  /**
   * Redeems an invite.
   *
   * @param ownPort where this machine listens, for the other side to call back
   * @throws SourceException DENIED when the invite is not good any more, UNAVAILABLE when another
   *     machine or nobody answers
   */
  public Answered pair(Invite invite, PeerAddress at, int ownPort) throws SourceException {
    ObjectNode request = request(ownPort).put("secret", invite.secret());
    try (PeerConnection connection =
        new PeerConnection(
            "The machine at " + at, PinnedTls.client(identity, invite.inviter()::equals))) {
      JsonNode answer = connection.post(PeerConnection.url(at, PeerProtocol.PAIR), request);
      return new Answered(invite.inviter(), answer.path("name").asText());
    }
  }

  /**
   * Joins a machine that knows the same group key. Neither side learns the key from the other, nor
   * does anybody in between.
   *
   * @throws SourceException DENIED when it has another key
   */
  public Answered join(GroupKey key, PeerAddress at, int ownPort) throws SourceException {
    AtomicReference<DeviceId> other = new AtomicReference<>();
    PinnedTls.Client anybody =
        PinnedTls.client(
            identity,
            id -> {
              other.set(id);
              return true;
            });
    try (PeerConnection connection = new PeerConnection("The machine at " + at, anybody)) {
      connection.greet(PeerConnection.url(at, PeerProtocol.JOIN));
      DeviceId id = other.get();
      if (id == null || id.equals(identity.id())) {
        throw new SourceException(Kind.DENIED, at + " is this machine itself");
      }
      byte[] nonce = new byte[GroupKey.NONCE_BYTES];
      new SecureRandom().nextBytes(nonce);
      ObjectNode request =
          request(ownPort)
              .put("nonce", base64(nonce))
              .put("proof", base64(key.proof(GroupKey.Role.CLIENT, identity.id(), id, nonce)));
      JsonNode answer = connection.post(PeerConnection.url(at, PeerProtocol.JOIN), request);
      byte[] proof = Base64.getDecoder().decode(answer.path("proof").asText());
      if (!id.equals(other.get())
          || !key.verify(proof, GroupKey.Role.SERVER, identity.id(), id, nonce)) {
        throw new SourceException(Kind.DENIED, "The machine at " + at + " has another group key");
      }
      return new Answered(id, answer.path("name").asText());
    } catch (IllegalArgumentException e) {
      throw new SourceException(Kind.CORRUPT, "The machine at " + at + " sent no proof", e);
    }
  }

  private ObjectNode request(int ownPort) {
    return JsonNodeFactory.instance.objectNode().put("name", ownName).put("port", ownPort);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
