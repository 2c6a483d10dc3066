package io.hffs.daemon.peer;

import io.hffs.daemon.http.TlsCallers;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.PinnedTls;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.jspecify.annotations.Nullable;

/**
 * Who holds how many connections: so many each, so many in all, and of those only some for
 * strangers: callers that have not shown who they are, or are not paired. Among strangers one of
 * the network address that has most of them makes room for the next, so that a paired device gets
 * in however many of them another machine has at the door.
 *
 * <p>Thread-safe. Connections are closed under no lock.
 */
final class Callers implements TlsCallers {

  static final int MAX = 128;
  static final int MAX_STRANGERS = 32;

  /** Four for bytes, one for news, one for questions. */
  static final int MAX_OF_ONE = 6;

  /** A stranger has one thing to say. */
  private static final Duration STRANGER_IDLE = Duration.ofSeconds(5);

  private static final class Caller {
    final SslConnection connection;
    @Nullable DeviceId device;
    boolean known;

    Caller(SslConnection connection) {
      this.connection = connection;
    }

    /** It waits for the caller to ask for something. */
    boolean isIdle() {
      return connection.getSslEndPoint().isFillInterested();
    }
  }

  /** Where a caller is: its address, or the network of it where a machine has many. */
  private record Source(String address) {

    private static final int IPV6_NETWORK_BYTES = 8;

    static Source of(EndPoint socket) {
      if (!(socket.getRemoteSocketAddress() instanceof InetSocketAddress remote)) {
        return new Source("");
      }
      byte[] address = remote.getAddress().getAddress();
      int length =
          remote.getAddress() instanceof Inet6Address ? IPV6_NETWORK_BYTES : address.length;
      return new Source(HexFormat.of().formatHex(address, 0, length));
    }
  }

  private final Predicate<DeviceId> isKnown;
  private final Map<EndPoint, Caller> open = new LinkedHashMap<>(); // guarded by this

  /**
   * @param isKnown whether a device is paired, and not banned
   */
  Callers(Predicate<DeviceId> isKnown) {
    this.isKnown = isKnown;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection tls) {
      close(arrived(tls));
    }
  }

  /** Returns who has to go. */
  private synchronized List<EndPoint> arrived(SslConnection connection) {
    open.put(connection.getEndPoint(), new Caller(connection));
    Map<Source, List<EndPoint>> strangers = new LinkedHashMap<>();
    int count = 0;
    for (Map.Entry<EndPoint, Caller> each : open.entrySet()) {
      if (!each.getValue().known) {
        strangers
            .computeIfAbsent(Source.of(each.getKey()), key -> new ArrayList<>())
            .add(each.getKey());
        count++;
      }
    }
    if (count <= MAX_STRANGERS && open.size() <= MAX) {
      return List.of();
    }
    List<EndPoint> most = Collections.max(strangers.values(), Comparator.comparingInt(List::size));
    return leave(most.get(0)); // who has waited longest
  }

  /** A socket that is to be closed is not counted any more. */
  private List<EndPoint> leave(EndPoint socket) {
    open.remove(socket);
    return List.of(socket);
  }

  @Override
  public void handshakeSucceeded(Event event) {
    EndPoint socket = TlsCallers.socket(event.getEndPoint());
    DeviceId device = PinnedTls.peer(event.getSSLEngine().getSession()).orElse(null);
    if (device == null || !isKnown.test(device)) {
      socket.setIdleTimeout(STRANGER_IDLE.toMillis());
    }
    close(introduced(socket, device));
  }

  /** One too many takes the place of one that stands idle: its cable may have been pulled. */
  private synchronized List<EndPoint> introduced(EndPoint socket, @Nullable DeviceId device) {
    Caller caller = open.get(socket);
    if (caller == null || device == null) {
      return List.of();
    }
    int count = 1;
    EndPoint idle = null;
    for (Map.Entry<EndPoint, Caller> other : open.entrySet()) {
      if (device.equals(other.getValue().device)) {
        count++;
        idle = idle == null && other.getValue().isIdle() ? other.getKey() : idle;
      }
    }
    caller.device = device;
    caller.known = isKnown.test(device);
    return count > MAX_OF_ONE ? leave(idle == null ? socket : idle) : List.of();
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    open.remove(connection.getEndPoint());
  }

  /**
   * Ends what devices have open that are not known any more, whatever they are in the midst of. One
   * that was paired a moment ago is no stranger any more.
   *
   * @param strangers what becomes of those that are not known yet
   */
  void recheck(Strangers strangers) {
    List<EndPoint> gone = new ArrayList<>();
    synchronized (this) {
      for (Map.Entry<EndPoint, Caller> each : open.entrySet()) {
        Caller caller = each.getValue();
        DeviceId device = caller.device;
        boolean known = device != null && isKnown.test(device); // perhaps since a moment ago
        if (!known && (caller.known || strangers == Strangers.LEAVE)) {
          gone.add(each.getKey());
        }
        caller.known = known;
      }
      open.keySet().removeAll(gone);
    }
    close(gone);
  }

  /** Whether there is still an invite, or a key, for which they may have come. */
  enum Strangers {
    STAY,
    LEAVE
  }

  private static void close(List<EndPoint> sockets) {
    sockets.forEach(EndPoint::close);
  }
}
