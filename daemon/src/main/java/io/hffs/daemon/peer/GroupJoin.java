package io.hffs.daemon.peer;

import io.hffs.fs.device.GroupKey;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.Pairings;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.peer.PairingClient;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pairs with the machines at the places that the user or the name server names, if they have the
 * same group key. Used by one thread.
 */
final class GroupJoin {

  private static final Logger log = LoggerFactory.getLogger(GroupJoin.class);

  private final GroupKey key;
  private final Whereabouts whereabouts;
  private final Pairings pairings;
  private final PairingClient client;
  private final Set<PeerAddress> told = new HashSet<>();

  GroupJoin(GroupKey key, Whereabouts whereabouts, Pairings pairings, PairingClient client) {
    this.key = key;
    this.whereabouts = whereabouts;
    this.pairings = pairings;
    this.client = client;
  }

  /** Asks at every place where no paired device is known to be. Blocks for seconds. */
  void run(int ownPort) {
    Set<PeerAddress> known = new HashSet<>();
    for (PairedDevice device : pairings.all()) {
      PeerAddress address = device.address();
      if (address != null) {
        known.add(address);
      }
    }
    for (PeerAddress place : whereabouts.named()) {
      if (!known.contains(place)) {
        join(place, ownPort);
      }
    }
  }

  private void join(PeerAddress place, int ownPort) {
    try {
      PairingClient.Answered answered = client.join(key, place, ownPort);
      pairings.add(answered.id(), answered.name(), place, false);
      log.info("joined {} at {}", answered.name(), place);
    } catch (SourceException e) {
      boolean news = e.kind() == SourceException.Kind.DENIED && told.add(place);
      if (news) {
        log.info("not joined: {}", e.getMessage());
      }
    } catch (IOException | IllegalArgumentException e) {
      log.warn("{} cannot be joined: {}", place, e.toString());
    }
  }
}
