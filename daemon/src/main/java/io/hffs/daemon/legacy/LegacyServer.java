package io.hffs.daemon.legacy;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.http.HttpListener;
import io.hffs.daemon.http.Pace;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener for HFFS and HFMC, and for whatever speaks the Hub's protocol and needs no more than
 * what this machine has. Plain HTTP on all addresses, so it is there only for a user who asked for
 * it. Started by {@link #start}, ended by {@link #close}, which waits a moment for answers on their
 * way.
 */
public final class LegacyServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LegacyServer.class);

  /** So many bodies are on their way at once and no more. */
  private static final int BODIES = 16;

  /** Threads for all bodies, and as many to answer what has none. No request has a body. */
  static final HttpListener.Limits LIMITS =
      new HttpListener.Limits(
          "hffs-legacy", 2 * BODIES, 64, 0, Duration.ofSeconds(30), Pace.REMOTE);

  private final HttpListener listener;

  private LegacyServer(HttpListener listener) {
    this.listener = listener;
  }

  /**
   * Listens on all addresses, and answers at once.
   *
   * @param port 0 for any free one
   * @param liveNodes the old nodes that answered lately, for programs of this machine
   * @throws ApiException {@code CONFLICT} when the port is taken
   */
  public static LegacyServer start(
      int port, PublicLibrary library, Supplier<List<LiveNode>> liveNodes) throws IOException {
    return start(new InetSocketAddress(port), library, liveNodes, LIMITS, BODIES);
  }

  static LegacyServer start(
      InetSocketAddress address,
      PublicLibrary library,
      Supplier<List<LiveNode>> liveNodes,
      HttpListener.Limits limits,
      int bodies)
      throws IOException {
    return new LegacyServer(
        HttpListener.start(
            bind(address),
            limits,
            routes -> {
              new ControlRoutes(liveNodes).addTo(routes);
              new HubRoutes(library, new FileAnswers(bodies)).addTo(routes);
              addErrorsTo(routes);
            }));
  }

  private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
    try {
      return HttpListener.bind(address);
    } catch (BindException e) {
      throw new ApiException(
          ErrorCode.CONFLICT,
          "Port "
              + address.getPort()
              + " for HFFS and HFMC is in use by another program, perhaps one of them; stop it, or"
              + " set peers.legacy-port to another.",
          e);
    }
  }

  /** A path names a repository; the rest of a request may hold a token, and is not logged. */
  private static void addErrorsTo(RoutesConfig routes) {
    routes.exception(
        HttpResponseException.class,
        (refused, context) -> context.status(refused.getStatus()).result(""));
    routes.exception(
        Exception.class,
        (e, context) -> {
          log.error("{} {} failed", context.method(), context.path(), e);
          context.status(500).result("");
        });
  }

  /** Returns the port that it listens on. */
  public int port() {
    return listener.port();
  }

  @Override
  public void close() {
    listener.close();
  }
}
