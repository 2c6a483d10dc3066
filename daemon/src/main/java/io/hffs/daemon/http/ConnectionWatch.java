package io.hffs.daemon.http;

import io.hffs.fs.os.DaemonThreads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all connections of a port several times a second, on a thread of its own, {@code
 * hffs-<port>-watchdog}, and cuts those whose callers are slower than their {@link Pace}.
 */
final class ConnectionWatch implements TlsCallers, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ConnectionWatch.class);

  private static final Duration MAX_TICK = Duration.ofMillis(500);

  /** A caller is looked at so often before it is judged. */
  private static final int LOOKS = 10;

  private record Watched(Connection connection, CallerPace pace) {

    CallerPace.Seen look() {
      EndPoint socket = connection.getEndPoint();
      Connection http =
          connection instanceof SslConnection tls
              ? tls.getSslEndPoint().getConnection()
              : connection;
      return new CallerPace.Seen(
          System.nanoTime(),
          connection.getBytesIn(),
          connection.getBytesOut(),
          http.getMessagesIn(),
          http.getMessagesOut(),
          socket instanceof AbstractEndPoint writing && writing.getWriteFlusher().isPending());
    }
  }

  private final String name;
  private final Pace pace;
  private final Map<EndPoint, Watched> all = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor thread;

  /**
   * @param name of the port: {@code hffs-api}
   */
  ConnectionWatch(String name, Pace pace) {
    this.name = name;
    this.pace = pace;
    this.thread = new ScheduledThreadPoolExecutor(1, DaemonThreads.named(name + "-watchdog"));
  }

  void start() {
    Duration shortest =
        pace.window().compareTo(pace.request()) < 0 ? pace.window() : pace.request();
    long tick = Math.min(MAX_TICK.toNanos(), Math.max(1, shortest.dividedBy(LOOKS).toNanos()));
    var unused = thread.scheduleWithFixedDelay(this::cutTheSlow, tick, tick, TimeUnit.NANOSECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint socket = connection.getEndPoint();
    if (TlsCallers.socket(socket) == socket) {
      all.put(socket, new Watched(connection, new CallerPace(pace, System.nanoTime())));
    }
  }

  @Override
  public void handshakeSucceeded(SslHandshakeListener.Event event) {
    Watched watched = all.get(TlsCallers.socket(event.getEndPoint()));
    if (watched != null) {
      watched.pace().greeted(System.nanoTime());
    }
  }

  @Override
  public void onClosed(Connection connection) {
    all.remove(connection.getEndPoint());
  }

  private void cutTheSlow() {
    try {
      all.forEach(
          (socket, watched) -> {
            if (watched.pace().isTooSlow(watched.look())) {
              log.debug("{}: {} is too slow, cut", name, socket.getRemoteSocketAddress());
              socket.close();
            }
          });
    } catch (RuntimeException e) { // else nobody would look any more
      log.warn("{}: looking for slow callers failed, will go on", name, e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
