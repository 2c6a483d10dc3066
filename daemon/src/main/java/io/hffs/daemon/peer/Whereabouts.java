package io.hffs.daemon.peer;

import io.hffs.daemon.config.PeerSettings;
import io.hffs.daemon.discovery.Candidate;
import io.hffs.daemon.discovery.Discovery;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.PeerAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where other machines may be, while this one looks for them: as long as its own listener is open.
 * A hint, never a grant. Thread-safe.
 */
public final class Whereabouts implements Function<PairedDevice, List<PeerAddress>>, AutoCloseable {

  private final PeerSettings settings;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Discovery discovery;

  public Whereabouts(PeerSettings settings) {
    this.settings = settings;
  }

  /** Has {@code afterChange} run when a new place is known; it must not block. */
  void addListener(Runnable afterChange) {
    listeners.add(afterChange);
  }

  /** Begins to look, and to be seen at this port. Returns at once. */
  void start(int port, String idPrefix) {
    Discovery made = new Discovery(settings, Clock.systemUTC());
    made.addListener(() -> listeners.forEach(Runnable::run));
    discovery = made;
    made.start(port, idPrefix);
  }

  /** Returns the places where this device may be, those that say so first. */
  @Override
  public List<PeerAddress> apply(PairedDevice device) {
    List<PeerAddress> places = new ArrayList<>();
    List<PeerAddress> nameless = new ArrayList<>();
    for (Candidate candidate : candidates()) {
      String said = candidate.idPrefix();
      if (said == null) {
        nameless.add(new PeerAddress(candidate.host(), candidate.port()));
      } else if (said.equals(device.id().abbreviated())) {
        places.add(new PeerAddress(candidate.host(), candidate.port()));
      }
    }
    places.addAll(nameless);
    return places;
  }

  /** Returns the places that the user or the name server told: members of a group may be there. */
  List<PeerAddress> named() {
    return candidates().stream()
        .filter(candidate -> candidate.origin() != Candidate.Origin.MDNS)
        .map(candidate -> new PeerAddress(candidate.host(), candidate.port()))
        .toList();
  }

  private List<Candidate> candidates() {
    Discovery now = discovery;
    return now == null ? List.of() : now.candidates();
  }

  /** Stops looking; {@link #start} begins anew. Takes 3 s at most. */
  @Override
  public void close() {
    Discovery now = discovery;
    discovery = null;
    if (now != null) {
      now.close();
    }
  }
}
