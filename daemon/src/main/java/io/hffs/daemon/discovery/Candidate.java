package io.hffs.daemon.discovery;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place where a machine may answer. Nothing of it is proven, also not the id.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param idPrefix the first 16 characters of the device id in base32, in lower case, as the place
 *     itself announces it; null where only an address is known
 * @param seenAt when it was last heard of
 */
public record Candidate(
    String host, int port, @Nullable String idPrefix, Origin origin, Instant seenAt) {

  private static final Pattern ID_PREFIX = Pattern.compile("[a-z2-7]{16}");

  /** Longest name in the DNS. */
  private static final int MAX_HOST_LENGTH = 253;

  /** Who named it, the most trusted first: what anybody may say comes last. */
  public enum Origin {
    /** The user. */
    LIST,
    /** The name server. */
    DNS,
    /** Anybody on the local network. */
    MDNS
  }

  public Candidate {
    if (host.isBlank() || host.length() > MAX_HOST_LENGTH) {
      throw new IllegalArgumentException("not a host: '" + host + "'");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port from 1 to 65535: " + port);
    }
    if (idPrefix != null && !isIdPrefix(idPrefix)) {
      throw new IllegalArgumentException("not the start of a device id: '" + idPrefix + "'");
    }
  }

  static boolean isIdPrefix(String text) {
    return ID_PREFIX.matcher(text).matches();
  }
}
