package io.hffs.daemon.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network on which this machine can be heard: an interface and its IPv4 address. IPv6 is left
 * out: JmDNS, with both, finds itself under two addresses and takes another name again and again.
 *
 * @param name of the interface
 * @param prefixLength of the network, in bits
 */
record LocalLink(String name, Inet4Address address, int prefixLength) {

  /** Some machines have a bridge for each group of containers. */
  private static final int MAX = 8;

  /** Returns the interfaces that are up, can send to all, and lead off this machine. */
  static List<LocalLink> present() throws SocketException {
    List<LocalLink> links = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp() && each.supportsMulticast() && !each.isLoopback()) {
        of(each).ifPresent(links::add);
      }
    }
    return links.size() > MAX ? List.copyOf(links.subList(0, MAX)) : links;
  }

  /** Returns the link of an interface; empty when it has no IPv4 address. */
  static Optional<LocalLink> of(NetworkInterface from) {
    for (InterfaceAddress each : from.getInterfaceAddresses()) {
      if (each.getAddress() instanceof Inet4Address address) {
        return Optional.of(new LocalLink(from.getName(), address, each.getNetworkPrefixLength()));
      }
    }
    return Optional.empty();
  }

  /**
   * Tells whether what is announced here may be at {@code other}: in this network, or in a private
   * one whose announcements a router repeats. Anybody can announce any address; so nobody can have
   * this machine call at a place in the internet, or at a service of a cloud that is near to it.
   */
  boolean mayLeadTo(Inet4Address other) {
    if (other.isAnyLocalAddress() || other.isMulticastAddress()) {
      return false;
    }
    if (other.isLoopbackAddress()) {
      return address.isLoopbackAddress();
    }
    return other.isSiteLocalAddress() || isInNetwork(other);
  }

  private boolean isInNetwork(InetAddress other) {
    int mask = prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
    return prefixLength > 0 && (bits(address) & mask) == (bits(other) & mask);
  }

  private static int bits(InetAddress address) {
    int bits = 0;
    for (byte each : address.getAddress()) {
      bits = bits << 8 | (each & 0xff);
    }
    return bits;
  }

  @Override
  public String toString() {
    return name + " (" + address.getHostAddress() + ")";
  }
}
