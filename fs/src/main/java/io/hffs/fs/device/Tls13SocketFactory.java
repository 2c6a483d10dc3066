package io.hffs.fs.device;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS 1.3 over sockets that are connected. It connects none by itself: the caller, who knows
 * how long that may take, has.
 */
final class Tls13SocketFactory extends SSLSocketFactory {

  private final SSLSocketFactory inner;

  Tls13SocketFactory(SSLSocketFactory inner) {
    this.inner = inner;
  }

  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean closesConnected)
      throws IOException {
    SSLSocket socket = (SSLSocket) inner.createSocket(connected, host, port, closesConnected);
    socket.setSSLParameters(Tls13Context.restricted(socket.getSSLParameters()));
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw connectsNone();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    throw connectsNone();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw connectsNone();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    throw connectsNone();
  }

  private static SocketException connectsNone() {
    return new SocketException("connect first, with a time limit");
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return inner.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return inner.getSupportedCipherSuites();
  }
}
