package io.hffs.daemon.http;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HffsApi;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener of the local API. Binds to 127.0.0.1 and to nothing else. Started by {@link #start},
 * ended by {@link #close}, which waits a moment for answers on their way.
 */
public final class ApiServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);

  /** By its numbers: a name could be resolved to something else. */
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  /** A request holds a thread until it is answered; only this user's commands come here. */
  private static final int MAX_THREADS = 64;

  private static final int MIN_THREADS = 4;
  private static final long MAX_REQUEST_BYTES = 1 << 20;
  private static final int MAX_HEADER_BYTES = 8 << 10;

  /** Longer than a mount may take to answer. */
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(2);

  /** For answers on their way at the end. Idle connections of clients use it up, so it is short. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private final Javalin javalin;
  private final int port;

  private ApiServer(Javalin javalin, int port) {
    this.javalin = javalin;
    this.port = port;
  }

  /**
   * Listens, and answers at once.
   *
   * @param port 0 for any free one
   * @param token that every request must carry
   * @throws ApiException {@code CONFLICT} when the port is taken
   */
  public static ApiServer start(int port, String token, HffsApi api) throws IOException {
    ServerSocketChannel channel = bind(port);
    boolean started = false;
    try {
      InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
      ApiGuard guard = new ApiGuard(token, address.getPort());
      Javalin javalin = Javalin.create(config -> configure(config, channel, guard, api)).start();
      started = true;
      return new ApiServer(javalin, address.getPort());
    } finally {
      if (!started) {
        channel.close();
      }
    }
  }

  /** Bound before the server is made, so that a taken port costs nothing and is told clearly. */
  private static ServerSocketChannel bind(int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      return channel.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
    } catch (BindException e) {
      channel.close();
      throw new ApiException(
          ErrorCode.CONFLICT,
          "Port "
              + port
              + " of 127.0.0.1 is in use by another program; choose another with"
              + " --port, or 'hffs conf port set'.",
          e);
    }
  }

  private static void configure(
      JavalinConfig config, ServerSocketChannel channel, ApiGuard guard, HffsApi api) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = MAX_REQUEST_BYTES;
    config.http.generateEtags = false;
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("hffs-api");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setSendXPoweredBy(false);
          http.setRequestHeaderSize(MAX_HEADER_BYTES);
        });
    config.jetty.modifyServer(server -> server.setStopTimeout(GRACE.toMillis()));
    config.jetty.addConnector((server, http) -> connector(server, http, channel));
    config.routes.before(guard);
    new ApiRoutes(api).addTo(config.routes);
  }

  private static ServerConnector connector(
      Server server, HttpConfiguration http, ServerSocketChannel channel) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setIdleTimeout(IDLE_LIMIT.toMillis());
    try {
      connector.open(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }

  /** Returns the port that it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      javalin.stop();
    } catch (JavalinException e) {
      // Jetty says so after it has stopped: some answer took longer than it was given.
      log.info("the local API was closed under a caller: {}", e.getMessage());
    }
  }
}
