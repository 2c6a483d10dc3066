package io.hffs.daemon.peer;

import io.hffs.fs.device.Pairings;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link PeerServer} open exactly as long as somebody may call: a paired device, or one
 * that was invited. Thread-safe; opening and closing take a moment, during which others wait.
 */
final class PeerListener implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PeerListener.class);

  /** Longer than pairing takes. */
  static final Duration PREPARED = Duration.ofSeconds(20);

  private final int port;
  private final SSLContext tls;
  private final PeerRoutes routes;
  private final Pairings pairings;
  private final Whereabouts whereabouts;
  private final String idPrefix;
  private final Admission admission;
  private final Callers callers;
  private @Nullable PeerServer server; // guarded by this
  private boolean closed; // guarded by this
  private boolean prepared; // guarded by this
  private long preparedNanos; // guarded by this

  /**
   * @param port 0 for any free one
   * @param whereabouts looks for other machines while this one can be found itself
   * @param idPrefix by which others know this machine
   */
  PeerListener(
      int port,
      SSLContext tls,
      PeerRoutes routes,
      Pairings pairings,
      Admission admission,
      Whereabouts whereabouts,
      String idPrefix) {
    this.whereabouts = whereabouts;
    this.idPrefix = idPrefix;
    this.port = port;
    this.tls = tls;
    this.routes = routes;
    this.pairings = pairings;
    this.admission = admission;
    this.callers = new Callers(device -> PeerGuard.isKnown(pairings, device));
  }

  /**
   * Opens it for a moment before there is a pairing or an invite, because these have to name its
   * port. Nobody is admitted meanwhile.
   *
   * @return the port that it listens on
   */
  synchronized int prepare() throws IOException {
    preparedNanos = System.nanoTime();
    prepared = true;
    openOrClose();
    return port();
  }

  /**
   * Opens or closes it, by what is paired and invited now, and ends the connections of those that
   * are not any more.
   */
  void adjust() throws IOException {
    callers.recheck(admission.isOpen() ? Callers.Strangers.STAY : Callers.Strangers.LEAVE);
    openOrClose();
  }

  private synchronized void openOrClose() throws IOException {
    prepared &= System.nanoTime() - preparedNanos < PREPARED.toNanos();
    boolean wanted = !closed && (prepared || !pairings.all().isEmpty() || admission.isOpen());
    PeerServer now = server;
    if (wanted && now == null) {
      server = PeerServer.start(port, tls, callers, routes::addTo);
      log.info("paired machines are served on port {}", server.port());
      whereabouts.start(server.port(), idPrefix);
    } else if (!wanted && now != null) {
      server = null;
      now.close();
      whereabouts.close();
      log.info("nobody is paired or invited: the port for paired machines is closed");
    }
  }

  /** Returns the port that it listens on, 0 while it does not. */
  synchronized int port() {
    return server == null ? 0 : server.port();
  }

  @Override
  public synchronized void close() {
    closed = true;
    PeerServer now = server;
    server = null;
    if (now != null) {
      now.close();
      whereabouts.close();
    }
  }
}
