package io.hffs.daemon.discovery;

import io.hffs.fs.os.DaemonThreads;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces this machine as {@code _hffs._tcp} on every link and finds others there, while it is
 * open. Links that come, go or get another address are noticed within {@link #PERIOD}; what failed
 * is tried again then, and told once for each link.
 */
final class MdnsDiscovery implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MdnsDiscovery.class);

  /** To look which links there are costs less than a millisecond. */
  static final Duration PERIOD = Duration.ofSeconds(5);

  /** Goodbyes are sent within 2 s; JmDNS would take up to 6 s where the network is gone. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

  /** The links of this machine, as they are now. */
  @FunctionalInterface
  interface Links {
    List<LocalLink> present() throws SocketException;
  }

  private final int port;
  private final Announcement own;
  private final Links links;
  private final Candidates candidates;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor watch =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("hffs-mdns"));

  private final Object lock = new Object();
  private final Map<LocalLink, LinkDiscovery> running = new HashMap<>();
  private boolean closed;
  private int made;

  private MdnsDiscovery(int port, Announcement own, Links links, Candidates candidates) {
    this.port = port;
    this.own = own;
    this.links = links;
    this.candidates = candidates;
  }

  /**
   * Begins, and returns at once.
   *
   * @param port on which paired machines are served
   * @param idPrefix of this machine
   */
  static MdnsDiscovery start(int port, String idPrefix, Links links, Candidates candidates) {
    MdnsDiscovery discovery =
        new MdnsDiscovery(port, new Announcement(idPrefix), links, candidates);
    var unused =
        discovery.watch.scheduleWithFixedDelay(
            discovery::follow, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    return discovery;
  }

  /** Says goodbye on every link; returns after 3 s at the latest. */
  @Override
  public void close() {
    watch.shutdownNow();
    List<LinkDiscovery> last;
    synchronized (lock) {
      closed = true;
      last = List.copyOf(running.values());
      running.clear();
    }
    last.forEach(LinkDiscovery::requestEnd);
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    try {
      for (LinkDiscovery each : last) {
        each.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try {
      follow(new HashSet<>(links.present()));
    } catch (SocketException | RuntimeException e) {
      tell("The network interfaces", e);
    }
  }

  private void follow(Set<LocalLink> present) {
    List<LinkDiscovery> gone = new ArrayList<>();
    List<LinkDiscovery> fresh = new ArrayList<>();
    synchronized (lock) {
      if (closed) {
        return;
      }
      running
          .entrySet()
          .removeIf(
              each -> {
                boolean ends = !present.contains(each.getKey()) || !each.getValue().isAlive();
                return ends && gone.add(each.getValue());
              });
      for (LocalLink link : present) {
        if (!running.containsKey(link)) {
          LinkDiscovery each = on(link);
          running.put(link, each);
          fresh.add(each);
        }
      }
    }
    fresh.forEach(LinkDiscovery::start);
    gone.forEach(LinkDiscovery::requestEnd);
  }

  /**
   * The number keeps two links of this machine, which hear each other, from taking each other for
   * an impostor.
   */
  private LinkDiscovery on(LocalLink link) {
    made++;
    String instance = "hffs-" + own.idPrefix() + "-" + made;
    return new LinkDiscovery(
        link, instance, port, own, candidates, cause -> tell("mDNS on " + link, cause));
  }

  private void tell(String what, Throwable cause) {
    if (told.add(what)) {
      log.warn(
          "{} failed ({}); trying again every {} s. Paired machines are still found by the address"
              + " they were paired at and by peers.hosts; peers.discovery=off ends the trying.",
          what,
          // Only the system's own words: others may hold what a stranger sent.
          cause instanceof IOException ? cause.toString() : cause.getClass().getName(),
          PERIOD.toSeconds());
    }
  }
}
