package io.hffs.fs.hub;

import io.hffs.fs.os.DaemonThreads;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Single HTTP exchanges, every wait of which is limited. Follows no redirect and adds no token.
 *
 * <p>Thread-safe. HTTP/1.1 on purpose: over HTTP/2 all ranges would share one TCP connection and
 * its congestion window. Bodies are asked for as they are ({@code identity}); OkHttp would
 * otherwise accept gzip, and a CDN then ignores the range.
 */
final class HttpTransport implements AutoCloseable {

  private final HttpClients clients;
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
    this.clients = new HttpClients(config, dns);
  }

  private static String version() {
    String version = HttpTransport.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  /**
   * Sends a GET and returns when the head of the answer is there. Blocks for the limits of connect
   * and first byte together at most, however slowly the head drips; before the first one with TLS
   * on the disk too, where the certificates are.
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
    Call call;
    try {
      call = clients.forAddress(url).newCall(request.build());
    } catch (SSLException e) {
      throw TransportErrors.unavailable(url.host(), e);
    }
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

  @Override
  public void close() {
    clients.close();
    watchdog.shutdownNow();
    resolvers.shutdownNow();
  }
}
