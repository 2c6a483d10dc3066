package io.hffs.daemon.http;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.http.HttpListener.Limits;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/**
 * The listener of the local API. Binds to 127.0.0.1 and to nothing else. Started by {@link #start},
 * ended by {@link #close}, which waits a moment for answers on their way.
 */
public final class ApiServer implements AutoCloseable {

  /** By its numbers: a name could be resolved to something else. */
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  /** Only this user's commands come here. Idle for longer than a mount may take to answer. */
  private static final Limits LIMITS =
      new Limits("hffs-api", 64, 256, 1 << 20, Duration.ofMinutes(2), Pace.LOCAL);

  private final HttpListener listener;

  private ApiServer(HttpListener listener) {
    this.listener = listener;
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
    ApiGuard guard = new ApiGuard(token, channel.socket().getLocalPort());
    return new ApiServer(
        HttpListener.start(
            channel,
            LIMITS,
            routes -> {
              routes.before(guard);
              new ApiRoutes(api).addTo(routes);
            }));
  }

  private static ServerSocketChannel bind(int port) throws IOException {
    try {
      return HttpListener.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
    } catch (BindException e) {
      throw new ApiException(
          ErrorCode.CONFLICT,
          "Port "
              + port
              + " of 127.0.0.1 is in use by another program; choose another with"
              + " --port, or 'hffs conf port set'.",
          e);
    }
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
