package io.hffs.daemon.discovery;

import io.hffs.daemon.discovery.Candidate.Origin;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import javax.jmdns.impl.JmDNSImpl;

/**
 * Announces this machine on one link, and listens there for others, from {@link #start} until
 * {@link #requestEnd} or a failure. One JmDNS, on a thread of its own, since most of its calls
 * block, {@code close} for up to 6 s.
 *
 * <p>JmDNS starts threads of its own. They are in the thread's group, by which the end of one of
 * them is noticed: a packet that JmDNS does not understand ends its listener, and it says nothing.
 */
final class LinkDiscovery {

  static {
    // Read once by JmDNS. Its own default lets a machine that crashed look alive for an hour. With
    // this, what is alive announces itself every 60 s.
    System.setProperty("net.dns.ttl", Long.toString(Candidates.TTL.toSeconds()));
  }

  private static final String TYPE = "_hffs._tcp.local.";

  /** How often what JmDNS holds for alive is said to be so; well within the TTL. */
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private static final Duration CHECK = Duration.ofSeconds(1);

  /**
   * JmDNS keeps all records that anybody sends, for as long as they say. The largest networks have
   * a few thousand; with more, it is closed and forgets them.
   */
  static final int MAX_RECORDS = 20_000;

  /** Names and addresses beyond these are not looked at: anybody can announce more. */
  private static final int MAX_NAMES = Candidates.MAX;

  private static final int MAX_ADDRESSES = 4;

  /** One round of 200 ms; JmDNS goes on resolving after it. Once for each name. */
  private static final long RESOLVE_MILLIS = 1;

  private record Found(String idPrefix, List<Inet4Address> addresses, int port) {}

  private final LocalLink link;
  private final String instance;
  private final int port;
  private final Announcement own;
  private final Candidates candidates;
  private final Consumer<Throwable> onFailure;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Map<String, Found> alive = new ConcurrentHashMap<>();
  private final CountDownLatch endRequested = new CountDownLatch(1);
  private final ThreadGroup threads = new Group();
  private final Thread thread;

  /**
   * @param instance the name of the announcement, also as a host; unique among all of a network
   * @param onFailure called at most a few times, on any thread, and must not block
   */
  LinkDiscovery(
      LocalLink link,
      String instance,
      int port,
      Announcement own,
      Candidates candidates,
      Consumer<Throwable> onFailure) {
    this.link = link;
    this.instance = instance;
    this.port = port;
    this.own = own;
    this.candidates = candidates;
    this.onFailure = onFailure;
    this.thread = new Thread(threads, this::run, "hffs-mdns-" + link.name());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Tells whether it still announces and listens. */
  boolean isAlive() {
    return thread.isAlive() && endRequested.getCount() > 0;
  }

  /** Returns the group of its thread and of those of its JmDNS. */
  ThreadGroup threads() {
    return threads;
  }

  /** Has it say goodbye and end. Returns at once. */
  void requestEnd() {
    endRequested.countDown();
  }

  /** Waits for the end, at most {@code limit}; it goes on by itself after that. */
  void awaitEnd(Duration limit) throws InterruptedException {
    thread.join(Math.max(1, limit.toMillis()));
  }

  private void run() {
    try (JmDNS mdns = JmDNS.create(named(link.address()), instance)) {
      mdns.setDelegate((dns, services) -> failed(new IOException("the socket was lost")));
      mdns.addServiceListener(TYPE, new Listener());
      mdns.registerService(ServiceInfo.create(TYPE, instance, port, 0, 0, own.text()));
      long told = System.nanoTime();
      while (!endRequested.await(CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
        checkRecords(mdns);
        if (System.nanoTime() - told >= AGAIN.toNanos()) {
          told = System.nanoTime();
          alive.values().forEach(this::tell);
        }
      }
    } catch (IOException | RuntimeException e) {
      failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Only the implementation tells how much it keeps. */
  private static void checkRecords(JmDNS mdns) throws IOException {
    if (mdns instanceof JmDNSImpl open && open.getCache().allValues().size() > MAX_RECORDS) {
      throw new IOException("somebody announces more than " + MAX_RECORDS + " records");
    }
  }

  private void failed(Throwable cause) {
    onFailure.accept(cause);
    requestEnd();
  }

  /** JmDNS asks for the name of the address; one without would be looked up, for up to 30 s. */
  private InetAddress named(Inet4Address address) throws IOException {
    return InetAddress.getByAddress(instance, address.getAddress());
  }

  private void tell(Found found) {
    for (Inet4Address address : found.addresses()) {
      candidates.heard(address.getHostAddress(), found.port(), found.idPrefix(), Origin.MDNS);
    }
  }

  /** Returns what an announcement says, if it can be a machine other than this. */
  private Optional<Found> read(ServiceInfo info) {
    List<Inet4Address> addresses =
        Stream.of(info.getInet4Addresses()).filter(link::mayLeadTo).limit(MAX_ADDRESSES).toList();
    boolean canBeCalled = !addresses.isEmpty() && info.getPort() > 0 && info.getPort() <= 65_535;
    return Announcement.read(info.getTextBytes())
        .filter(said -> canBeCalled && !said.equals(own))
        .map(said -> new Found(said.idPrefix(), addresses, info.getPort()));
  }

  /** Called by JmDNS, one call at a time. */
  private final class Listener implements ServiceListener {

    @Override
    public void serviceAdded(ServiceEvent event) {
      if (asked.size() < MAX_NAMES && asked.add(event.getName())) {
        event.getDNS().requestServiceInfo(event.getType(), event.getName(), RESOLVE_MILLIS);
      }
    }

    @Override
    public void serviceResolved(ServiceEvent event) {
      if (alive.size() < MAX_NAMES || alive.containsKey(event.getName())) {
        Optional<Found> found = read(event.getInfo());
        found.ifPresentOrElse(
            each -> alive.put(event.getName(), each), () -> alive.remove(event.getName()));
        found.ifPresent(LinkDiscovery.this::tell);
      }
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
      asked.remove(event.getName());
      alive.remove(event.getName());
    }
  }

  private final class Group extends ThreadGroup {

    Group() {
      super("hffs-mdns");
    }

    @Override
    public void uncaughtException(Thread died, Throwable cause) {
      failed(cause);
    }
  }
}
