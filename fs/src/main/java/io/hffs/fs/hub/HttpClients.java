package io.hffs.fs.hub;

import io.hffs.fs.os.BufferedSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Credentials;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a hub, with TLS and without; they share their connections. Thread-safe.
 *
 * <p>That with TLS is made when an address first asks for it: reading whom to trust, be it Java's
 * own list, would slow every start.
 */
final class HttpClients implements AutoCloseable {

  private static final int IDLE_CONNECTIONS = 48;

  /** Less than the 60 s after which load balancers drop an idle connection. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(50);

  private final OkHttpClient plain;
  private final @Nullable CaBundle authorities;
  private volatile @Nullable OkHttpClient secure;

  HttpClients(HubConfig config, Dns dns) {
    HubTimeouts timeouts = config.timeouts();
    this.authorities = config.authorities();
    this.plain =
        new OkHttpClient.Builder()
            .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
            .protocols(List.of(Protocol.HTTP_1_1))
            .socketFactory(new BufferedSockets())
            .connectionPool(
                new ConnectionPool(IDLE_CONNECTIONS, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
            .connectTimeout(timeouts.connect())
            .readTimeout(timeouts.firstByte())
            .writeTimeout(timeouts.stall())
            .callTimeout(Duration.ZERO)
            .followRedirects(false)
            .followSslRedirects(false)
            .dns(dns)
            .proxySelector(new EnvironmentProxies(config.proxies()))
            .proxyAuthenticator(
                (route, response) ->
                    response.request().header("Proxy-Authorization") != null || route == null
                        ? null
                        : credentials(config.proxies(), route.address().url())
                            .map(
                                value ->
                                    response
                                        .request()
                                        .newBuilder()
                                        .header("Proxy-Authorization", value)
                                        .build())
                            .orElse(null))
            .build();
  }

  /**
   * Returns the client for addresses of this scheme. Reads certificates when it is the first with
   * TLS.
   *
   * @throws SSLException when those that the user names cannot be read
   */
  OkHttpClient forAddress(HttpUrl url) throws SSLException {
    if (!url.isHttps()) {
      return plain;
    }
    OkHttpClient known = secure;
    return known != null ? known : makeSecure();
  }

  private synchronized OkHttpClient makeSecure() throws SSLException {
    OkHttpClient known = secure;
    if (known != null) {
      return known;
    }
    OkHttpClient.Builder builder =
        plain.newBuilder().connectionSpecs(List.of(ConnectionSpec.MODERN_TLS));
    if (authorities != null) {
      HandshakeCertificates trusted = authorities.trust();
      builder.sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager());
    }
    OkHttpClient made = builder.build();
    secure = made;
    return made;
  }

  private static Optional<String> credentials(ProxySettings proxies, HttpUrl target) {
    return proxies
        .proxyFor(target.uri())
        .flatMap(
            proxy ->
                proxy.user() == null || proxy.password() == null
                    ? Optional.empty()
                    : Optional.of(Credentials.basic(proxy.user(), proxy.password())));
  }

  private static final class EnvironmentProxies extends ProxySelector {

    private final ProxySettings settings;

    EnvironmentProxies(ProxySettings settings) {
      this.settings = settings;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(settings.proxyFor(uri).map(EnvironmentProxies::proxy).orElse(Proxy.NO_PROXY));
    }

    private static Proxy proxy(ProxySettings.ProxyAddress address) {
      Proxy.Type type =
          switch (address.scheme()) {
            case HTTP -> Proxy.Type.HTTP;
            case SOCKS -> Proxy.Type.SOCKS;
          };
      return new Proxy(type, InetSocketAddress.createUnresolved(address.host(), address.port()));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // OkHttp reports it to the caller as well.
    }
  }

  @Override
  public void close() {
    plain.dispatcher().cancelAll();
    plain.connectionPool().evictAll();
  }
}
