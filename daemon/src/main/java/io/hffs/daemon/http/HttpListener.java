package io.hffs.daemon.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port that answers HTTP/1.1, with what all our servers have in common: bounded threads,
 * connections and headers, no compression, and not a word about what answers. Listens from {@link
 * #start} until {@link #close}, which waits a moment for answers on their way.
 */
public final class HttpListener implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HttpListener.class);

  private static final int MIN_THREADS = 4;
  private static final int MAX_HEADER_BYTES = 8 << 10;

  /** Who comes while it is full waits for seconds: others may come in great numbers. */
  private static final int BACKLOG = 512;

  /** For answers on their way at the end. */
  private static final Duration GRACE = Duration.ofMillis(250);

  /** At the end, after which connections are closed on which nothing happens; within the grace. */
  private static final Duration IDLE_AT_END = Duration.ofMillis(50);

  /**
   * How much one port takes.
   *
   * @param name of its threads: {@code hffs-api}
   * @param maxThreads a request holds one until it is answered
   * @param maxConnections more wait until one ends
   * @param maxRequestBytes of a body
   * @param idle how long a connection may stand still
   * @param pace how fast a caller has to be
   */
  public record Limits(
      String name,
      int maxThreads,
      int maxConnections,
      long maxRequestBytes,
      Duration idle,
      Pace pace) {

    public Limits {
      if (maxThreads <= MIN_THREADS || maxConnections < 1 || maxRequestBytes < 0) {
        throw new IllegalArgumentException(name + " could not answer with so little");
      }
    }
  }

  /** How TLS is spoken, and who keeps count of the callers; that one bounds how many there are. */
  private record Tls(SslContextFactory.Server context, TlsCallers callers) {}

  private final Server server;
  private final ConnectionWatch watch;
  private final String name;
  private final int port;

  private HttpListener(Server server, ConnectionWatch watch, String name, int port) {
    this.server = server;
    this.watch = watch;
    this.name = name;
    this.port = port;
  }

  /**
   * Takes a port. Done before the server is made, so that a taken one costs nothing.
   *
   * @param address with port 0 for any free one
   * @throws java.net.BindException when another program has it
   */
  public static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      return channel.bind(address, BACKLOG);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Answers what comes in by this channel, at once. The channel is closed with the listener, and
   * also when this throws.
   */
  public static HttpListener start(
      ServerSocketChannel channel, Limits limits, Consumer<RoutesConfig> routes)
      throws IOException {
    return start(channel, limits, null, routes);
  }

  /**
   * As {@link #start(ServerSocketChannel, Limits, Consumer)}, over TLS. Callers are known by their
   * certificates, whatever name they call this machine by.
   *
   * @param callers bounds the connections, in place of {@link Limits#maxConnections}
   */
  public static HttpListener startTls(
      ServerSocketChannel channel,
      Limits limits,
      SslContextFactory.Server tls,
      TlsCallers callers,
      Consumer<RoutesConfig> routes)
      throws IOException {
    return start(channel, limits, new Tls(tls, callers), routes);
  }

  private static HttpListener start(
      ServerSocketChannel channel, Limits limits, @Nullable Tls tls, Consumer<RoutesConfig> routes)
      throws IOException {
    boolean started = false;
    ConnectionWatch watch = new ConnectionWatch(limits.name(), limits.pace());
    try {
      InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
      Javalin javalin =
          Javalin.create(
                  config -> {
                    configure(config, channel, limits, tls, watch);
                    routes.accept(config.routes);
                  })
              .start();
      watch.start();
      started = true;
      return new HttpListener(
          javalin.jettyServer().server(), watch, limits.name(), address.getPort());
    } finally {
      if (!started) {
        watch.close();
        channel.close();
      }
    }
  }

  private static void configure(
      JavalinConfig config,
      ServerSocketChannel channel,
      Limits limits,
      @Nullable Tls tls,
      ConnectionWatch watch) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = limits.maxRequestBytes();
    config.http.generateEtags = false;
    QueuedThreadPool threads = new QueuedThreadPool(limits.maxThreads(), MIN_THREADS);
    threads.setName(limits.name());
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setSendXPoweredBy(false);
          http.setRequestHeaderSize(MAX_HEADER_BYTES);
        });
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(GRACE.toMillis());
          if (tls == null) {
            server.addBean(new NetworkConnectionLimit(limits.maxConnections(), server));
          }
        });
    config.jetty.addConnector(
        (server, http) -> {
          ServerConnector connector = connector(server, http, channel, limits.idle(), tls);
          connector.addBean(watch);
          return connector;
        });
  }

  private static ServerConnector connector(
      Server server,
      HttpConfiguration http,
      ServerSocketChannel channel,
      Duration idle,
      @Nullable Tls tls) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector;
    if (tls == null) {
      connector = new ServerConnector(server, 1, 1, plain);
    } else {
      http.addCustomizer(new SecureRequestCustomizer(false)); // gives routes the certificate
      connector =
          new ServerConnector(
              server, 1, 1, new SslConnectionFactory(tls.context(), plain.getProtocol()), plain);
      connector.addBean(tls.callers());
    }
    connector.setIdleTimeout(idle.toMillis());
    connector.setShutdownIdleTimeout(IDLE_AT_END.toMillis());
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
      server.stop(); // not as Javalin does, which logs an error when an answer is cut off
    } catch (Exception e) { // Jetty's signature; it has stopped all the same
      log.info("{} was closed under a caller: {}", name, e.toString());
    } finally {
      watch.close();
    }
  }
}
