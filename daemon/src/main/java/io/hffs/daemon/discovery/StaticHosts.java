package io.hffs.daemon.discovery;

import io.hffs.daemon.discovery.Candidate.Origin;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.os.DaemonThreads;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places that the user named: a list, added once, whose names whoever calls there looks up; and
 * one DNS name, all of whose addresses are added every {@link #PERIOD}. Addresses of this machine
 * may be among them.
 */
final class StaticHosts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StaticHosts.class);

  static final Duration PERIOD = Duration.ofSeconds(30);

  /** Keeps a wrong name from filling {@link Candidates}; above the most machines of a group. */
  private static final int MAX_ADDRESSES = 128;

  /** Looks up all addresses of a name. Blocks as long as the system's resolver does. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String name) throws UnknownHostException;
  }

  private final List<PeerAddress> hosts;
  private final @Nullable String dnsName;
  private final Resolver resolver;
  private final Candidates candidates;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("hffs-dns"));
  private boolean failing;

  StaticHosts(
      List<PeerAddress> hosts, @Nullable String dnsName, Resolver resolver, Candidates candidates) {
    this.hosts = hosts;
    this.dnsName = dnsName;
    this.resolver = resolver;
    this.candidates = candidates;
  }

  /**
   * Adds the list, and begins to ask for the name. Returns at once.
   *
   * @param dnsPort where the addresses of the name are called: such machines are set up alike
   */
  void start(int dnsPort) {
    for (PeerAddress host : hosts) {
      candidates.heard(host.host(), host.port(), null, Origin.LIST);
    }
    String name = dnsName;
    if (name != null) {
      var unused =
          thread.scheduleWithFixedDelay(
              () -> lookUp(name, dnsPort), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Ends the asking; a look-up under way, which cannot be interrupted, ends by itself. */
  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** Looks up the name once, and adds its addresses. */
  void lookUp(String name, int port) {
    try {
      int added = 0;
      for (InetAddress address : resolver.resolve(name)) {
        if (added < MAX_ADDRESSES && canBeCalled(address)) {
          candidates.heard(address.getHostAddress(), port, null, Origin.DNS);
          added++;
        }
      }
      failing = false;
    } catch (UnknownHostException | RuntimeException e) {
      // The edge of the thread: it must come again whatever happened now.
      if (!failing) {
        log.warn(
            "The name {} of peers.dns-name was not found ({}); asking again every {} s. Check the"
                + " name and the name server.",
            name,
            e.toString(),
            PERIOD.toSeconds());
      }
      failing = true;
    }
  }

  private static boolean canBeCalled(InetAddress address) {
    boolean needsInterface = address instanceof Inet6Address && address.isLinkLocalAddress();
    return !needsInterface && !address.isAnyLocalAddress() && !address.isMulticastAddress();
  }
}
