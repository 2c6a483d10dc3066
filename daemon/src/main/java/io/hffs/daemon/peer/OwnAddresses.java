package io.hffs.daemon.peer;

import io.hffs.fs.device.PeerAddress;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** By which addresses and which name other machines know this one. */
final class OwnAddresses {

  private static final int MAX_ADDRESSES = 8;
  private static final int MAX_NAME = 64;

  private OwnAddresses() {}

  /** Returns where others may reach a port of this machine, the likeliest first; at least one. */
  static List<PeerAddress> of(int port) throws IOException {
    List<PeerAddress> addresses = new ArrayList<>();
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (network.isUp() && !network.isLoopback()) {
        for (InetAddress address : Collections.list(network.getInetAddresses())) {
          if (!address.isLinkLocalAddress()) {
            String host = address.getHostAddress();
            addresses.add(
                address instanceof Inet6Address ? addresses.size() : 0,
                new PeerAddress(host.replaceAll("%.*", ""), port));
          }
        }
      }
    }
    if (addresses.isEmpty()) {
      addresses.add(new PeerAddress("127.0.0.1", port));
    }
    return List.copyOf(addresses.subList(0, Math.min(MAX_ADDRESSES, addresses.size())));
  }

  /** Returns the name of this machine, as far as it can be shown. */
  static String name() {
    String name;
    try {
      name = InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      name = "";
    }
    String clean = name.replaceAll("[^\\p{L}\\p{N}._ -]", "");
    String shown = clean.isBlank() ? "unnamed" : clean;
    return shown.substring(0, Math.min(MAX_NAME, shown.length()));
  }
}
