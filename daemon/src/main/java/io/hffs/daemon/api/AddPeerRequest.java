package io.hffs.daemon.api;

import org.jspecify.annotations.Nullable;

/**
 * Asks to pair with another machine, or to take files from an old node. Printing it hides the
 * invite.
 *
 * @param host a name or an address; a port may stand behind it, as in {@code desk:9009}
 * @param port null for the one behind the host, or else the default
 * @param invite the token that 'hffs peer invite' printed there; null for an old node
 * @param legacy whether it is an old HFFS or HFMC node, which knows no invites
 */
public record AddPeerRequest(
    String host, @Nullable Integer port, @Nullable String invite, boolean legacy) {

  /** On which machines wait for one another unless told otherwise. */
  public static final int DEFAULT_PORT = 9009;

  public AddPeerRequest {
    host = host.strip();
    if (host.isEmpty()) {
      throw new IllegalArgumentException("which machine? Write its name or its address");
    }
    if (port != null && (port < 1 || port > 65_535)) {
      throw new IllegalArgumentException(
          "not a port: " + port + " (write a number from 1 to 65535)");
    }
    if (invite == null && !legacy) {
      throw new IllegalArgumentException(
          host
              + " must invite this machine first: run 'hffs peer invite' there, then here"
              + " 'hffs peer add "
              + host
              + " --invite TOKEN'. An old HFFS or HFMC node is added with --legacy");
    }
    if (invite != null && legacy) {
      throw new IllegalArgumentException(
          "an old node knows no invites; leave out --invite, or --legacy");
    }
  }

  @Override
  public String toString() {
    return "AddPeerRequest[host=" + host + ", port=" + port + ", legacy=" + legacy + "]";
  }
}
