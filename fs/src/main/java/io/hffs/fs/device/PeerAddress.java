package io.hffs.fs.device;

import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where a machine may be found: a name or an address, and a port. A hint, never a proof of who
 * answers there.
 *
 * @param host a host name in lower case, an IPv4 address, or an IPv6 address without brackets
 */
public record PeerAddress(String host, int port) {

  /** Where a machine listens for others unless it is told otherwise. */
  public static final int DEFAULT_PORT = 9009;

  private static final int MAX_PORT = 65_535;
  private static final int MAX_HOST_CHARACTERS = 253;
  private static final int MAX_CHARACTERS = MAX_HOST_CHARACTERS + "[]:65535".length();
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.?");
  private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(?:.*\\.)?[0-9]+\\.?");
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);

  /** What is written between brackets, or without when there is no port. */
  private static final Pattern IPV6 =
      Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  public PeerAddress {
    String canonical = canonical(host);
    if (canonical == null) {
      throw new IllegalArgumentException(notAnAddress(host));
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(notAPort(Integer.toString(port), host));
    }
    host = canonical;
  }

  /**
   * Parses {@code host}, {@code host:9009}, {@code 192.168.1.7}, {@code fd00::7} or {@code
   * [fd00::7]:9009}.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static PeerAddress parse(String text, int defaultPort) {
    String trimmed = text.strip();
    if (trimmed.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "An address with more than " + MAX_CHARACTERS + " characters is none of a machine.");
    }
    if (trimmed.startsWith("[")) {
      int end = trimmed.indexOf(']');
      if (end < 0 || !IPV6.matcher(trimmed.substring(1, end)).matches()) {
        throw new IllegalArgumentException(notAnAddress(text));
      }
      String rest = trimmed.substring(end + 1);
      if (!rest.isEmpty() && !rest.startsWith(":")) {
        throw new IllegalArgumentException(notAnAddress(text));
      }
      int port = rest.isEmpty() ? defaultPort : port(rest.substring(1), text);
      return new PeerAddress(trimmed.substring(1, end), port);
    }
    int colon = trimmed.indexOf(':');
    if (colon < 0 || IPV6.matcher(trimmed).matches()) {
      return new PeerAddress(trimmed, defaultPort);
    }
    // Before the port, which in http://host would be the part that looks wrong.
    if (trimmed.indexOf(':', colon + 1) >= 0
        || trimmed.contains("/")
        || canonical(trimmed.substring(0, colon)) == null) {
      throw new IllegalArgumentException(notAnAddress(text));
    }
    return new PeerAddress(trimmed.substring(0, colon), port(trimmed.substring(colon + 1), text));
  }

  /** Tells whether a text is the name of a machine, and no address. Asks no name server. */
  public static boolean isName(String text) {
    String canonical = canonical(text);
    return canonical != null && isCanonicalName(canonical);
  }

  /** Returns the host as OkHttp will use it; null when it is none. Asks no name server. */
  private static @Nullable String canonical(String host) {
    if (host.length() > MAX_HOST_CHARACTERS) {
      return null;
    }
    boolean ipv6 = IPV6.matcher(host).matches();
    if (host.isEmpty() || host.contains("%") || (host.contains(":") && !ipv6)) {
      return null;
    }
    String canonical;
    try {
      canonical = new HttpUrl.Builder().scheme("https").host(host).build().host();
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (ipv6 || IPV4.matcher(canonical).matches()) {
      return canonical;
    }
    return isCanonicalName(canonical) ? canonical : null;
  }

  /** 192.168.1.300 is a slip and no name; some systems would even read 12 as an address. */
  private static boolean isCanonicalName(String host) {
    return host.length() <= MAX_HOST_CHARACTERS
        && NAME.matcher(host).matches()
        && !ENDS_IN_A_NUMBER.matcher(host).matches();
  }

  private static int port(String digits, String text) {
    if (!PORT.matcher(digits).matches()) {
      throw new IllegalArgumentException(notAPort(digits, text));
    }
    return Integer.parseInt(digits);
  }

  private static String notAnAddress(String text) {
    return "'"
        + text
        + "' is not the address of a machine. Write a name or an address, and a port if it is not "
        + DEFAULT_PORT
        + ": nas, nas:9010, 192.168.1.7, [fd00::7]:9010.";
  }

  private static String notAPort(String digits, String text) {
    return "'" + digits + "' in '" + text + "' is not a port. A port is 1 to " + MAX_PORT + ".";
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
