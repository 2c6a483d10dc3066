package io.hffs.fs.hub;

import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Network failures as sentences, and whether to try again at once. */
final class TransportErrors {

  private TransportErrors() {}

  /** Returns what to throw for a failure before or in the midst of an answer of this host. */
  static SourceException unavailable(String host, IOException cause) {
    return new SourceException(Kind.UNAVAILABLE, sentence(host, cause), cause);
  }

  private static String sentence(String host, IOException cause) {
    if (cause instanceof UnknownHostException) {
      return "The name "
          + host
          + " cannot be resolved: check the network, DNS and proxy settings"
          + detail(cause);
    }
    if (cause instanceof NoRouteToHostException) {
      return "There is no route to " + host + ": check the network";
    }
    if (cause instanceof ConnectException) {
      return host + " refuses the connection: is it running, and is the port right?";
    }
    if (cause instanceof SSLException) {
      return "No trusted connection to "
          + host
          + detail(cause)
          + ": check the clock; for a proxy that opens TLS set SSL_CERT_FILE to its certificate";
    }
    if (cause instanceof SocketTimeoutException) {
      return host + " does not answer" + detail(cause);
    }
    if (cause instanceof InterruptedIOException) {
      return "The request to " + host + " was interrupted";
    }
    return "The connection to " + host + " broke" + detail(cause);
  }

  private static String detail(IOException cause) {
    String message = cause.getMessage();
    return message == null ? "" : " (" + Redaction.redact(message) + ")";
  }

  /**
   * Tells whether the same request may well succeed at once: a connection that broke, not a host
   * that is out of reach or silent.
   */
  static boolean isWorthRetrying(SourceException failure) {
    Throwable cause = failure.getCause();
    return cause instanceof IOException
        && !(cause instanceof SourceException)
        && !(cause instanceof UnknownHostException)
        && !(cause instanceof NoRouteToHostException)
        && !(cause instanceof ConnectException)
        && !(cause instanceof SSLException)
        && !(cause instanceof InterruptedIOException);
  }

  /** Tells whether a host that did answer went silent: another connection may do. */
  static boolean isStall(SourceException failure) {
    return failure.getCause() instanceof SocketTimeoutException;
  }
}
