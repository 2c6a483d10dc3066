package io.hffs.daemon.legacy;

import io.hffs.daemon.api.ApiJson;
import io.hffs.fs.device.PeerAddress;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The pings and questions of old programs to a daemon, one spelling for each generation. HFFS had
 * two; HFMC kept the second under another prefix.
 */
final class ControlRoutes {

  private static final String HFFS = "/hffs_api";
  private static final String HFMC = "/hfmc_api";

  private final Supplier<List<LiveNode>> liveNodes;

  ControlRoutes(Supplier<List<LiveNode>> liveNodes) {
    this.liveNodes = liveNodes;
  }

  /** What HFFS made of a node in its first generation. */
  private record Address(String ip, int port) {

    static Address of(PeerAddress address) {
      return new Address(address.host(), address.port());
    }
  }

  /**
   * What both made of it later.
   *
   * @param epoch when it answered, in seconds since 1970
   */
  private record Peer(String ip, int port, boolean alive, long epoch) {

    static Peer of(LiveNode node) {
      PeerAddress address = node.address();
      return new Peer(address.host(), address.port(), true, node.seenAt().getEpochSecond());
    }
  }

  void addTo(RoutesConfig routes) {
    routes.get(HFFS + "/ping", context -> context.contentType("text/plain").result("pong"));
    routes.get(HFFS + "/status", context -> json(context, Map.of()));
    routes.get(HFFS + "/alive_peers", localOnly(this::addresses));
    routes.get(HFFS + "/peer_change", localOnly(ControlRoutes::nothing));
    routes.post(HFFS + "/stop", ControlRoutes::refuse);
    for (String prefix : List.of(HFFS, HFMC)) {
      routes.get(prefix + "/peers/ping", ControlRoutes::nothing);
      routes.get(prefix + "/daemon/status", ControlRoutes::nothing);
      routes.get(prefix + "/daemon/peers_alive", localOnly(this::peers));
      routes.get(prefix + "/daemon/peers_change", localOnly(ControlRoutes::nothing));
      routes.get(prefix + "/daemon/stop", ControlRoutes::refuse);
    }
  }

  /**
   * Nobody stops the daemon from here, not even this machine: everybody on it could, and every web
   * page in its browser. {@code hffs daemon stop} asks the local API, with a token.
   */
  private static void refuse(Context context) {
    context.status(HttpStatus.FORBIDDEN).result("");
  }

  /** The answer is that there is one. Of a change of our own peers we know without being told. */
  private static void nothing(Context context) {
    context.result("");
  }

  private void addresses(Context context) {
    json(context, liveNodes.get().stream().map(LiveNode::address).map(Address::of).toList());
  }

  private void peers(Context context) {
    json(context, liveNodes.get().stream().map(Peer::of).toList());
  }

  private static Handler localOnly(Handler handler) {
    return context -> {
      if (LocalCaller.of(context).isLocal()) {
        handler.handle(context);
      } else {
        refuse(context);
      }
    };
  }

  static void json(Context context, Object value) {
    context.contentType("application/json").result(ApiJson.text(value));
  }
}
