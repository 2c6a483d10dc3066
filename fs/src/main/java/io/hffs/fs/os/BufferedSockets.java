package io.hffs.fs.os;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Plain sockets that take large pieces from the system. OkHttp reads 8 KiB at a time, which at
 * gigabytes costs more in calls than in bytes; TLS on top reads each record in two.
 */
public final class BufferedSockets extends SocketFactory {

  /** The JDK reads no more at once. */
  private static final int BUFFER_BYTES = 128 * 1024;

  private static final class BufferedSocket extends Socket {

    private @Nullable InputStream buffered;

    @Override
    public synchronized InputStream getInputStream() throws IOException {
      if (buffered == null) {
        buffered = new BufferedInputStream(super.getInputStream(), BUFFER_BYTES);
      }
      return buffered;
    }
  }

  @Override
  public Socket createSocket() {
    return new BufferedSocket();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw connectedByCaller();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw connectedByCaller();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw connectedByCaller();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw connectedByCaller();
  }

  private static UnsupportedOperationException connectedByCaller() {
    return new UnsupportedOperationException("OkHttp connects its sockets itself");
  }
}
