package io.hffs.fs.hub;

import io.hffs.fs.os.BufferedSockets;
import io.hffs.fs.os.DaemonThreads;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.tls.HandshakeCertificates;

/**
 * Single HTTP exchanges, every wait of which is limited. Follows no redirect and adds no token.
 *
 * <p>Thread-safe. HTTP/1.1 on purpose: over HTTP/2 all ranges would share one TCP connection and
 * its congestion window. Bodies are asked for as they are ({@code identity}); OkHttp would
 * otherwise accept gzip, and a CDN then ignores the range.
 */
final class HttpTransport implements AutoCloseable {

  private static final int IDLE_CONNECTIONS = 48;

  /** Less than the 60 s after which load balancers drop an idle connection. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(50);

  private final OkHttpClient http;
  private final HubTimeouts timeouts;
  private final GuardedDns dns;
  private final ExecutorService resolvers;
  private final ScheduledThreadPoolExecutor watchdog;
  private final String userAgent;

  HttpTransport(HubConfig config) {
    this.timeouts = config.timeouts();
    this.userAgent = "hffs/" + version() + "; java/" + Runtime.version().feature();
    this.resolvers = Executors.newCachedThreadPool(DaemonThreads.numbered("hffs-dns-"));
    this.watchdog = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("hffs-http-watchdog"));
    watchdog.setRemoveOnCancelPolicy(true);
    this.dns =
        new GuardedDns(
            Dns.SYSTEM,
            HostNames.normalized(config.endpoint().getHost()),
            config.proxies().hosts(),
            timeouts.connect(),
            resolvers,
            System::nanoTime);
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
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
                            .orElse(null));
    CaBundle authorities = config.authorities();
    if (authorities != null) {
      HandshakeCertificates trusted = authorities.trust();
      builder.sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager());
    }
    this.http = builder.build();
  }

  private static String version() {
    String version = HttpTransport.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  /**
   * Sends a GET and returns when the head of the answer is there. Blocks for the limits of connect
   * and first byte together at most, however slowly the head drips.
   *
   * @param cancellation ends the wait for the head, and after that the reading of the body
   * @throws SourceException UNAVAILABLE, with the network's exception as its cause
   */
  HttpReply get(HttpUrl url, Map<String, String> headers, Cancellation cancellation)
      throws SourceException {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", userAgent)
            .header("Accept", "*/*")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    Call call = http.newCall(request.build());
    Duration limit = timeouts.connect().multipliedBy(2).plus(timeouts.firstByte());
    ScheduledFuture<?> alarm = alarm(call, limit);
    cancellation.beforeWait(call::cancel);
    try {
      return new HttpReply(call, call.execute(), timeouts);
    } catch (IOException e) {
      if (cancellation.isCancelled()) {
        throw new SourceException(
            Kind.UNAVAILABLE, "The request to " + url.host() + " was given up");
      }
      boolean late = call.isCanceled() && !(e instanceof SocketTimeoutException);
      IOException cause =
          late ? new SocketTimeoutException("no answer within " + limit.toSeconds() + " s") : e;
      throw TransportErrors.unavailable(url.host(), cause);
    } finally {
      alarm.cancel(false);
    }
  }

  private ScheduledFuture<?> alarm(Call call, Duration limit) throws SourceException {
    try {
      return watchdog.schedule(call::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw new SourceException(Kind.UNAVAILABLE, "The client of the Hub is closed", e);
    }
  }

  /** Tells whether an answer of the endpoint may send us to this host. */
  boolean mayLeadTo(HttpUrl target) {
    return dns.mayLeadTo(target.host());
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
    http.dispatcher().cancelAll();
    http.connectionPool().evictAll();
    watchdog.shutdownNow();
    resolvers.shutdownNow();
  }
}
