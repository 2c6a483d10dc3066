package io.hffs.daemon.config;

import io.hffs.fs.device.PeerAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings about other machines. All of them grant nothing: only a pairing does, or the group
 * key.
 *
 * @param discovery whether this machine announces itself and looks for others on the local network
 *     while it has a pairing or an open invite
 * @param hosts where paired machines may be found, besides the addresses known from pairing
 * @param dnsName a name all of whose addresses may be paired machines; null for none
 * @param groupKeyFile where the key of a group of machines is, absolute; null for none
 * @param port on which paired machines are served; 0 for any free one
 * @param legacyPort on which old HFFS and HFMC nodes are served; null for not at all
 * @param verification what bytes of a paired machine must pass before they are shown
 */
public record PeerSettings(
    boolean discovery,
    List<PeerAddress> hosts,
    @Nullable String dnsName,
    @Nullable Path groupKeyFile,
    int port,
    @Nullable Integer legacyPort,
    Verification verification) {

  /** What bytes of a paired machine must pass before they are shown. */
  public enum Verification {
    /** The hashes that the paired machine vouches for; the digest of the Hub when all are here. */
    DEFAULT,
    /** Only what is proven against the Hub. Until then reads go to the Hub. */
    STRICT
  }

  public PeerSettings {
    hosts = List.copyOf(hosts);
    if (legacyPort != null && legacyPort == port && port != 0) {
      throw new IllegalArgumentException(
          "peers.port and peers.legacy-port are both "
              + port
              + "; give one of them another port, or leave peers.legacy-port blank");
    }
  }
}
