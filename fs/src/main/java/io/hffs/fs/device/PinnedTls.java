package io.hffs.fs.device;

import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Encrypted connections between paired devices: TLS 1.3, both ends show their certificate, and each
 * compares the other's fingerprint with those it trusts. All that is made here is thread-safe.
 *
 * <p>Each connection makes the whole handshake (about a millisecond) and so is asked for anew: none
 * resumes an earlier one, which would let in a device that was removed since.
 */
public final class PinnedTls {

  private static final String PROTOCOL = "TLSv1.3";

  /**
   * TLS allows tickets for seven days at most. Of a context whose sessions live longer the JDK
   * gives out none, and takes none.
   */
  private static final int NO_TICKETS_SECONDS = 7 * 24 * 60 * 60 + 1;

  private PinnedTls() {}

  /**
   * What an HTTP client needs; OkHttp takes the three as they are. The verifier stands for the
   * check of the host name and asks {@code expected} once more.
   *
   * @param sockets puts TLS over a connected socket; the caller sets the time-outs
   */
  public record Client(
      SSLSocketFactory sockets, X509TrustManager trust, HostnameVerifier verifier) {}

  /**
   * Makes the context of a server. Its engines require a certificate of the client and speak
   * nothing below TLS 1.3, whatever the server sets beside.
   *
   * @param admitted asked in each handshake, by its thread; must not block
   */
  public static SSLContext server(DeviceIdentity own, Predicate<DeviceId> admitted) {
    return Tls13Context.over(context(own, new PinnedTrust(own, admitted)));
  }

  /**
   * Makes what a client needs to talk to the devices that are {@code expected}, usually one.
   *
   * @param expected asked in each handshake, by its thread; must not block
   */
  public static Client client(DeviceIdentity own, Predicate<DeviceId> expected) {
    PinnedTrust trust = new PinnedTrust(own, expected);
    SSLContext context = Tls13Context.over(context(own, trust));
    return new Client(
        context.getSocketFactory(),
        trust,
        (host, session) -> peer(session).filter(expected).isPresent());
  }

  /** Returns the device at the other end; empty when it showed no certificate. */
  public static Optional<DeviceId> peer(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? Optional.of(DeviceId.of(certificate))
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static SSLContext context(DeviceIdentity own, PinnedTrust trust) {
    try {
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(new KeyManager[] {keyOf(own)}, new TrustManager[] {trust}, null);
      context.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
      context.getClientSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no TLS 1.3", e);
    }
  }

  static KeyManager keyOf(DeviceIdentity own) {
    return new DeviceKeyManager(own.held());
  }
}
