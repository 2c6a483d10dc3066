package io.hffs.fs.device;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * A context whose engines and sockets come with TLS 1.3 alone and require a certificate of a
 * client. Java's own, though it can be asked for by the name of a protocol, offers older ones too
 * and leaves both to whoever uses it.
 */
final class Tls13Context extends SSLContextSpi {

  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private static final class Context extends SSLContext {
    Context(Tls13Context spi, SSLContext inner) {
      super(spi, inner.getProvider(), inner.getProtocol());
    }
  }

  private final SSLContext inner;

  private Tls13Context(SSLContext inner) {
    this.inner = inner;
  }

  static SSLContext over(SSLContext inner) {
    return new Context(new Tls13Context(inner), inner);
  }

  static SSLParameters restricted(SSLParameters parameters) {
    parameters.setProtocols(PROTOCOLS.clone());
    parameters.setNeedClientAuth(true);
    return parameters;
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return restricted(inner.createSSLEngine());
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return restricted(inner.createSSLEngine(host, port));
  }

  private static SSLEngine restricted(SSLEngine engine) {
    engine.setSSLParameters(restricted(engine.getSSLParameters()));
    return engine;
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return new Tls13SocketFactory(inner.getSocketFactory());
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    throw new UnsupportedOperationException("a server takes engines");
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    return restricted(inner.getDefaultSSLParameters());
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    return restricted(inner.getSupportedSSLParameters());
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return inner.getServerSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return inner.getClientSessionContext();
  }

  @Override
  protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
      throws KeyManagementException {
    throw new KeyManagementException("is initialized");
  }
}
