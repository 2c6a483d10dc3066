package io.hffs.daemon.discovery;

import java.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the JDK for names that were looked up. By default it is 30 s; a {@code
 * java.security} of a distribution may say for ever, and a machine that moved would never be found.
 */
public final class NameCache {

  /** Below {@link StaticHosts#PERIOD}, so that each look-up asks. */
  static final int MAX_SECONDS = 20;

  /** A property of security, not of the system; it goes before sun.net.inetaddr.ttl. */
  private static final String TTL = "networkaddress.cache.ttl";

  private NameCache() {}

  /** Shortens it for this process. The JDK looks at this once, at the first look-up of a name. */
  public static void shorten() {
    Security.setProperty(TTL, shortened(Security.getProperty(TTL)));
  }

  /** Returns the seconds to set; below zero is for ever. */
  static String shortened(@Nullable String seconds) {
    if (seconds == null || !seconds.matches("\\d{1,9}")) {
      return Integer.toString(MAX_SECONDS);
    }
    return Integer.toString(Math.min(MAX_SECONDS, Integer.parseInt(seconds)));
  }
}
