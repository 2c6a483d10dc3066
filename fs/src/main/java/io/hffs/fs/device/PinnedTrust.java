package io.hffs.fs.device;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the devices that a predicate names, each by the fingerprint of the certificate that it
 * signed itself. No authority, no chain and no host name has a say. Thread-safe.
 *
 * <p>An {@link X509ExtendedTrustManager}, since to any other the JDK adds its own checks.
 */
final class PinnedTrust extends X509ExtendedTrustManager {

  private final ECPublicKey ownKey;
  private final Predicate<DeviceId> trusted;

  PinnedTrust(DeviceIdentity own, Predicate<DeviceId> trusted) {
    this.ownKey = (ECPublicKey) own.certificate().getPublicKey();
    this.trusted = trusted;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0) {
      throw new CertificateException("no certificate");
    }
    X509Certificate certificate = chain[0];
    certificate.checkValidity();
    if (!isOnOurCurve(certificate.getPublicKey())) {
      throw new CertificateException("not the certificate of a device: its key is not P-256");
    }
    try {
      certificate.verify(certificate.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new CertificateException("not the certificate of a device: not signed by itself", e);
    }
    DeviceId id = DeviceId.of(certificate);
    if (!trusted.test(id)) {
      throw new CertificateException("not a paired device: " + id);
    }
  }

  /** All devices have P-256 keys. */
  private boolean isOnOurCurve(PublicKey key) {
    return key instanceof ECPublicKey other
        && other.getParams().getCurve().equals(ownKey.getParams().getCurve());
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
