package io.hffs.fs.hub;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can be said of a host by its name alone, without DNS. */
final class HostNames {

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

  private HostNames() {}

  /** Returns the host in lower case, an IPv6 address without brackets. */
  static String normalized(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.startsWith("[") && lower.endsWith("]")
        ? lower.substring(1, lower.length() - 1)
        : lower;
  }

  /** Returns the address when the host is one. */
  static Optional<InetAddress> literal(String host) {
    String name = normalized(host);
    if (!IPV4.matcher(name).matches() && name.indexOf(':') < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(name));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Tells whether it is made of digits and dots without being an address in four parts. Java and
   * OkHttp read {@code 127.1} and {@code 2130706433} as 127.0.0.1, and ask no DNS about them.
   */
  static boolean isOddNumber(String host) {
    return NUMBERS.matcher(host).matches() && !IPV4.matcher(host).matches();
  }

  /** Tells whether it is this machine: {@code localhost}, 127.0.0.0/8, ::1. */
  static boolean isLoopback(String host) {
    String name = normalized(host);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || literal(name).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /** Tells whether an address is one that only this machine or its network can mean. */
  static boolean isInternal(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || uniqueLocal
        || carrier
        || embedded(bytes).map(HostNames::isInternal).orElse(false);
  }

  /**
   * Returns the IPv4 address that a gateway takes an IPv6 one for: NAT64, 6to4, the oldest form.
   */
  private static Optional<InetAddress> embedded(byte[] bytes) {
    if (bytes.length != 16) {
      return Optional.empty();
    }
    boolean nat64 = startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);
    boolean oldest = startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    int at = nat64 || oldest ? 12 : startsWith(bytes, 0x20, 0x02) ? 2 : -1;
    if (at < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4)));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether a literal IPv4 host is in {@code network/bits}. */
  static boolean isInIpv4Network(String host, String network) {
    int slash = network.indexOf('/');
    Optional<InetAddress> address = literal(host);
    Optional<InetAddress> base = literal(network.substring(0, slash));
    String bits = network.substring(slash + 1);
    if (address.isEmpty() || base.isEmpty() || !bits.matches("[0-9]|[12][0-9]|3[0-2]")) {
      return false;
    }
    byte[] one = address.get().getAddress();
    byte[] two = base.get().getAddress();
    if (one.length != 4 || two.length != 4) {
      return false;
    }
    int length = Integer.parseInt(bits);
    int mask = length == 0 ? 0 : -1 << (32 - length);
    return (toInt(one) & mask) == (toInt(two) & mask);
  }

  private static int toInt(byte[] address) {
    int value = 0;
    for (byte b : address) {
      value = value << 8 | (b & 0xff);
    }
    return value;
  }
}
