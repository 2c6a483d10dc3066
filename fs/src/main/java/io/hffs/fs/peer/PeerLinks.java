package io.hffs.fs.peer;

import io.hffs.fs.device.Ban;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.DeviceIdentity;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.Pairings;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.device.PinnedTls;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.TreeSource;
import io.hffs.fs.transfer.PeerSource;
import io.hffs.fs.transfer.PeerSources;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@link PeerLink} for each paired device, made and ended as pairings come and go.
 *
 * <p>Thread-safe.
 */
public final class PeerLinks implements PeerSources, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PeerLinks.class);

  private final Parts parts;
  private final Map<DeviceId, PeerLink> links = new ConcurrentHashMap<>();
  private boolean closed; // guarded by this
  private final PeerTreeSource trees = new PeerTreeSource(this::active);

  /**
   * @param whereabouts further addresses at which a device may be; a hint, nothing more
   */
  public PeerLinks(
      DeviceIdentity identity,
      Pairings pairings,
      Function<PairedDevice, List<PeerAddress>> whereabouts) {
    this.parts = new Parts(identity, pairings, whereabouts);
  }

  /** What every link shares. */
  record Parts(
      DeviceIdentity identity,
      Pairings pairings,
      Function<PairedDevice, List<PeerAddress>> whereabouts) {

    PinnedTls.Client tls(DeviceId device) {
      return PinnedTls.client(identity, device::equals);
    }

    Optional<Ban> ban(DeviceId device) {
      return pairings.ban(device);
    }

    WrongChunks wrongChunks() {
      return (device, what) -> pairings.strike(device.id(), what);
    }

    Set<PeerAddress> candidates(PairedDevice device, @Nullable PeerAddress last) {
      Set<PeerAddress> candidates = new LinkedHashSet<>();
      if (last != null) {
        candidates.add(last);
      }
      PeerAddress paired = device.address();
      if (paired != null) {
        candidates.add(paired);
      }
      candidates.addAll(whereabouts.apply(device));
      return candidates;
    }

    void moved(DeviceId device, PeerAddress to) {
      pairings.moved(device, to);
    }

    /** Takes over who a device introduces, and lets go of whom it does not introduce any more. */
    void introduced(PairedDevice introducer, List<Member> members) {
      try {
        Introductions.apply(pairings, identity.id(), introducer, members);
      } catch (IOException e) {
        log.warn("{} introduces machines that cannot be added: {}", introducer.name(), e);
      }
    }
  }

  /**
   * Makes and ends links so that there is one for each pairing as it is now, and ends what is under
   * way with a device that is banned. Does not wait for anything.
   */
  public synchronized void update() {
    Set<DeviceId> paired = new LinkedHashSet<>();
    for (PairedDevice device : parts.pairings().all()) {
      paired.add(device.id());
      PeerLink known = links.get(device.id());
      if (closed || (known != null && known.isFor(device))) {
        continue;
      }
      if (known != null) {
        known.close(); // the user paired with it again, at another place perhaps
      }
      PeerLink link = new PeerLink(device, parts);
      links.put(device.id(), link);
      link.start();
    }
    for (PeerLink link : List.copyOf(links.values())) {
      DeviceId id = link.device().id();
      if (!paired.contains(id)) {
        links.remove(id);
        link.close();
      } else if (link.isActive() && parts.ban(id).isPresent()) {
        link.renounce();
      }
    }
  }

  /** Has devices that do not answer looked for now. */
  public void nudge() {
    links.values().forEach(PeerLink::nudge);
  }

  /** Waits until a device has answered once, but not longer than this. */
  public void awaitReached(DeviceId device, Duration patience) {
    PeerLink link = links.get(device);
    if (link != null) {
      await(link.reached(), System.nanoTime() + patience.toNanos());
    }
  }

  /** Waits until each device has answered or failed to once, but not longer than this. */
  public void awaitAsked(Duration patience) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    links.values().forEach(link -> await(link.asked(), deadlineNanos));
  }

  private static void await(CountDownLatch latch, long deadlineNanos) {
    try {
      if (!latch.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        log.debug("going on without an answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<PeerLink> active() {
    List<PeerLink> active = new ArrayList<>();
    for (PeerLink link : links.values()) {
      if (link.isActive()) {
        active.add(link);
      }
    }
    return active;
  }

  @Override
  public String ownId() {
    return parts.identity().id().hex();
  }

  @Override
  public List<PeerSource> live() {
    List<PeerSource> sources = new ArrayList<>();
    active().forEach(link -> sources.add(link.source()));
    return sources;
  }

  /** Returns what the devices know of repositories. */
  public TreeSource trees() {
    return trees;
  }

  /** Returns how each device does, by name. */
  public List<PeerState> states() {
    return links.values().stream()
        .map(PeerLink::state)
        .sorted((a, b) -> a.device().name().compareTo(b.device().name()))
        .toList();
  }

  /** Returns what each reachable device has of a blob. */
  public Map<PairedDevice, Holding> holders(BlobId blob) {
    Map<PairedDevice, Holding> holders = new ConcurrentHashMap<>();
    for (PeerLink link : active()) {
      Holding holding = link.holding(blob);
      if (holding != null) {
        holders.put(link.device(), holding);
      }
    }
    return holders;
  }

  @Override
  public synchronized void close() {
    closed = true;
    links.values().forEach(PeerLink::close);
    links.clear();
  }
}
