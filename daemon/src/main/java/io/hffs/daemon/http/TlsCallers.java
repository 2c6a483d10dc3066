package io.hffs.daemon.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;

/**
 * Hears of each connection of a port: when it is opened, when its caller has shown who it is, and
 * when it is closed. Called by threads of the port; must not block.
 *
 * <p>A connection over TLS is two to Jetty, one in the other; both are told of.
 */
public interface TlsCallers extends Connection.Listener, SslHandshakeListener {

  /** Returns the end that is the socket itself: to close it ends all, and waits for nobody. */
  static EndPoint socket(EndPoint end) {
    EndPoint socket = end;
    while (socket instanceof EndPoint.Wrapper wrapper) {
      socket = wrapper.unwrap();
    }
    return socket;
  }
}
