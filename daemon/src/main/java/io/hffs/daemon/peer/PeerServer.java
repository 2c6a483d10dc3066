package io.hffs.daemon.peer;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.http.HttpListener;
import io.hffs.daemon.http.Pace;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The listener for paired devices, on all addresses of this machine: TLS 1.3, a certificate asked
 * of every caller. Listens from {@link #start} until {@link #close}.
 */
final class PeerServer implements AutoCloseable {

  /** Threads for all slots, and as many for what is answered from memory. */
  private static final HttpListener.Limits LIMITS =
      new HttpListener.Limits(
          "hffs-peers",
          2 * UploadSlots.MAX_SLOTS,
          Callers.MAX,
          64 << 10,
          Duration.ofSeconds(30),
          Pace.REMOTE);

  private final HttpListener listener;

  private PeerServer(HttpListener listener) {
    this.listener = listener;
  }

  /**
   * Listens, and answers at once.
   *
   * @param port 0 for any free one
   * @throws ApiException {@code CONFLICT} when the port is taken
   */
  static PeerServer start(int port, SSLContext tls, Callers callers, Consumer<RoutesConfig> routes)
      throws IOException {
    ServerSocketChannel channel;
    try {
      channel = HttpListener.bind(new InetSocketAddress(port));
    } catch (BindException e) {
      throw new ApiException(
          ErrorCode.CONFLICT,
          "Port "
              + port
              + ", on which paired machines would be served, is in use by another program; choose"
              + " another with 'hffs conf port set --peers' or the setting peers.port.",
          e);
    }
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(tls);
    ssl.setNeedClientAuth(true);
    ssl.setIncludeProtocols("TLSv1.3");
    ssl.setSniRequired(false);
    return new PeerServer(HttpListener.startTls(channel, LIMITS, ssl, callers, routes));
  }

  int port() {
    return listener.port();
  }

  @Override
  public void close() {
    listener.close();
  }
}
