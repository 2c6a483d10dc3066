package io.hffs.daemon.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where another daemon may listen, as users write it: {@code host}, {@code host:9009}, {@code
 * 192.0.2.7}, {@code [2001:db8::7]:9009}. No name is looked up.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record PeerHost(String host, int port) {

  private static final String HOW =
      " (write host, host:9009, 192.0.2.7 or [2001:db8::7]:9009, parted by commas)";

  /** A host and perhaps a port; an IPv6 address stands in brackets. */
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([^\\[\\]:/@\\s]+))(?::(\\d{1,5}))?");

  private static final int MAX_NAME_LENGTH = 253;

  /** Labels of letters, digits, {@code -} and, as in Docker and Kubernetes, {@code _}. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*"
              + "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?");

  public PeerHost {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port from 1 to 65535: " + port);
    }
  }

  /**
   * Reads one host.
   *
   * @param defaultPort where none is written
   * @throws IllegalArgumentException with a sentence
   */
  static PeerHost parse(String text, int defaultPort) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a host: '" + text.strip() + "'" + HOW);
    }
    String literal = matcher.group(1);
    String host = literal == null ? matcher.group(2) : literal;
    int port = matcher.group(3) == null ? defaultPort : Integer.parseInt(matcher.group(3));
    boolean wellFormed = literal == null ? isName(host) : isIpv6(literal);
    if (!wellFormed || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a host: '" + text.strip() + "'" + HOW);
    }
    return new PeerHost(host, port);
  }

  /** Tells whether it could be a name in the DNS; an IPv4 address passes too. */
  static boolean isName(String text) {
    return text.length() <= MAX_NAME_LENGTH && NAME.matcher(text).matches();
  }

  private static boolean isIpv6(String literal) {
    try {
      // In brackets it is never taken for a name, so nothing is looked up.
      return InetAddress.getByName("[" + literal + "]") != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
