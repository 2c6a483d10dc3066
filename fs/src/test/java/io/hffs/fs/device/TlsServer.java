package io.hffs.fs.device;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Tells each client that gets through its id, on loopback, one after the other. */
final class TlsServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServerSocket listener;
  private final SSLSocketFactory tls;
  private final @Nullable String protocol;

  /** With the protocols that the context has by itself. */
  TlsServer(SSLContext context) throws IOException {
    this(context, null);
  }

  TlsServer(SSLContext context, @Nullable String protocol) throws IOException {
    this.protocol = protocol;
    this.listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    this.tls = context.getSocketFactory();
    Thread thread = new Thread(this::run, "hffs-test-tls");
    thread.setDaemon(true);
    thread.start();
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** Connects, says something and returns what the server answers. */
  String greet(SSLSocketFactory client) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) client.createSocket(connect(), "localhost", listener.getLocalPort(), true)) {
      socket.getOutputStream().write('?');
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private void run() {
    while (!listener.isClosed()) {
      try (Socket plain = listener.accept()) {
        plain.setSoTimeout((int) PATIENCE.toMillis());
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, "", 0, true);
        socket.setUseClientMode(false);
        if (protocol != null) {
          socket.setEnabledProtocols(new String[] {protocol});
        }
        socket.getInputStream().read();
        String peer = PinnedTls.peer(socket.getSession()).map(DeviceId::hex).orElse("nobody");
        socket.getOutputStream().write(peer.getBytes(StandardCharsets.US_ASCII));
        socket.close();
      } catch (IOException e) {
        // The client was refused, or this is the end; either shows at the other side.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
