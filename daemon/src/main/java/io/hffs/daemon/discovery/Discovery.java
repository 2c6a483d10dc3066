package io.hffs.daemon.discovery;

import io.hffs.daemon.config.PeerSettings;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where other machines may be found, by every way that the settings allow. Between {@link #start}
 * and {@link #close} this machine can be seen on the local network, so the owner starts it only
 * while there is a pairing or an open invite, and makes another one for the next time.
 *
 * <p>Thread-safe. Nothing throws for a network that fails.
 */
public final class Discovery implements AutoCloseable {

  private final PeerSettings settings;
  private final Candidates candidates;
  private final StaticHosts hosts;
  private final AtomicReference<@Nullable MdnsDiscovery> mdns = new AtomicReference<>();

  public Discovery(PeerSettings settings, Clock clock) {
    this.settings = settings;
    this.candidates = new Candidates(clock);
    this.hosts =
        new StaticHosts(
            settings.hosts(), settings.dnsName(), InetAddress::getAllByName, candidates);
  }

  /**
   * Begins, once. Returns at once.
   *
   * @param port on which this machine serves paired ones now; never 0
   * @param idPrefix {@code DeviceId.abbreviated()} of this machine
   */
  public void start(int port, String idPrefix) {
    hosts.start(port);
    if (settings.discovery()) {
      mdns.set(MdnsDiscovery.start(port, idPrefix, LocalLink::present, candidates));
    }
  }

  /** Returns the places known now, the most trusted first. Takes no network and no waiting. */
  public List<Candidate> candidates() {
    return candidates.all();
  }

  /** Has {@code afterChange} called when a new place is known; it must not block. */
  public void addListener(Runnable afterChange) {
    candidates.addListener(afterChange);
  }

  /** Says goodbye on the local network and stops looking; returns after 3 s at the latest. */
  @Override
  public void close() {
    hosts.close();
    MdnsDiscovery open = mdns.getAndSet(null);
    if (open != null) {
      open.close();
    }
  }
}
