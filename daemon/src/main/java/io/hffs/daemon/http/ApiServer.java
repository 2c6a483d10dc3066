package io.hffs.daemon.http;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HffsApi;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.net.BindException;
import java.time.Duration;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The listener of the local API. Binds to 127.0.0.1 and to nothing else. Started by {@link #start},
 * ended by {@link #close}, which waits a second for answers on their way.
 */
public final class ApiServer implements AutoCloseable {

  /** A request holds a thread until it is answered; only this user's commands come here. */
  private static final int MAX_THREADS = 64;

  private static final int MIN_THREADS = 4;
  private static final long MAX_REQUEST_BYTES = 1 << 20;
  private static final int MAX_HEADER_BYTES = 8 << 10;

  /** Longer than a mount may take to answer. */
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(2);

  private final Javalin javalin;

  private ApiServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Listens, and answers at once.
   *
   * @param port 0 for any free one
   * @param token that every request must carry
   * @throws ApiException {@code CONFLICT} when the port is taken
   */
  public static ApiServer start(int port, String token, HffsApi api) throws ApiException {
    ApiGuard guard = new ApiGuard(token);
    Javalin javalin = Javalin.create(config -> configure(config, port, guard, api));
    try {
      javalin.start();
    } catch (RuntimeException e) {
      javalin.stop();
      if (causedByBind(e)) {
        throw new ApiException(
            ErrorCode.CONFLICT,
            "Port "
                + port
                + " of 127.0.0.1 is in use by another program; choose another with"
                + " --port, or 'hffs conf port set'.",
            e);
      }
      throw e;
    }
    guard.listenOn(javalin.port());
    return new ApiServer(javalin);
  }

  private static boolean causedByBind(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static void configure(JavalinConfig config, int port, ApiGuard guard, HffsApi api) {
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
    config.jetty.modifyServer(server -> server.setStopTimeout(Duration.ofSeconds(1).toMillis()));
    config.jetty.addConnector(
        (server, http) -> {
          ServerConnector connector =
              new ServerConnector(
                  server, 1, 1, new org.eclipse.jetty.server.HttpConnectionFactory(http));
          connector.setHost("127.0.0.1");
          connector.setPort(port);
          connector.setIdleTimeout(IDLE_LIMIT.toMillis());
          return connector;
        });
    config.routes.before(guard);
    new ApiRoutes(api).addTo(config.routes);
  }

  /** Returns the port that it listens on. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
