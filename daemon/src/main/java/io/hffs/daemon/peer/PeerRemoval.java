package io.hffs.daemon.peer;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.PeerView;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.Pairings;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.peer.LegacyPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Forgets the one machine that a user means, paired or an old node. */
final class PeerRemoval {

  private static final int LEAST_ID_CHARACTERS = 8;

  private final Pairings pairings;
  private final OldNodes oldNodes;
  private final Supplier<List<PeerView>> all;

  /**
   * @param all returns how the machines do now
   */
  PeerRemoval(Pairings pairings, OldNodes oldNodes, Supplier<List<PeerView>> all) {
    this.pairings = pairings;
    this.oldNodes = oldNodes;
    this.all = all;
  }

  /** Returns what was forgotten: the machine first, then those that it alone introduced. */
  List<PeerView> run(String who) throws IOException {
    List<PairedDevice> paired =
        pairings.all().stream().filter(device -> isMeant(device, who)).toList();
    List<LegacyPeer> old = oldNodes.meant(who);
    requireOne(who, paired, old);
    return paired.isEmpty() ? List.of(oldNodes.remove(old.get(0))) : remove(paired.get(0));
  }

  private static void requireOne(String who, List<PairedDevice> paired, List<LegacyPeer> old)
      throws ApiException {
    if (paired.isEmpty() && old.isEmpty()) {
      throw new ApiException(
          ErrorCode.NOT_FOUND, "No machine is called " + who + "; 'hffs peer ls' lists them.");
    }
    if (paired.size() + old.size() > 1) {
      List<String> names =
          Stream.concat(
                  paired.stream().map(device -> device.id().abbreviated()),
                  old.stream().map(LegacyPeer::toString))
              .toList();
      throw new ApiException(
          ErrorCode.CONFLICT,
          who
              + " could be "
              + String.join(" or ", names)
              + "; name it by the first characters of its id, or an old node by its port.");
    }
  }

  private List<PeerView> remove(PairedDevice device) throws IOException {
    List<PeerView> gone = new ArrayList<>(all.get());
    pairings.remove(device.id());
    List<PeerView> left = all.get();
    gone.removeIf(
        peer -> peer.id() == null || left.stream().anyMatch(other -> peer.id().equals(other.id())));
    gone.sort((a, b) -> Boolean.compare(isOf(b, device), isOf(a, device)));
    return gone;
  }

  private static boolean isOf(PeerView peer, PairedDevice device) {
    return device.id().hex().equals(peer.id());
  }

  private static boolean isMeant(PairedDevice device, String who) {
    PeerAddress address = device.address();
    String id = who.toLowerCase(Locale.ROOT);
    return device.name().equals(who)
        || (address != null && (address.host().equals(who) || address.toString().equals(who)))
        || (id.length() >= LEAST_ID_CHARACTERS
            && (device.id().hex().startsWith(id) || device.id().abbreviated().startsWith(id)));
  }
}
