package io.hffs.fs.hub;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * DNS with a time limit, and without the trick of a public server that redirects to an address of
 * this machine or network. While DNS fails, the addresses that a name had lately go on.
 *
 * <p>Thread-safe. The system's resolver may block for half a minute, so it works on other threads;
 * one that is late is left to end by itself.
 */
final class GuardedDns implements Dns {

  /** For so long the last addresses of a name are good enough when there is no answer. */
  static final Duration REMEMBERED = Duration.ofMinutes(10);

  private static final int MAX_NAMES = 1000;

  /** What a name stood for, and until when that is used. */
  private record Known(List<InetAddress> addresses, long endNanos) {}

  private final Dns system;
  private final LongSupplier nanoClock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final String endpointHost;
  private final Set<String> proxyHosts;
  private final Duration limit;
  private final ExecutorService resolvers;
  private volatile boolean endpointIsInternal;

  GuardedDns(
      Dns system,
      String endpointHost,
      Set<String> proxyHosts,
      Duration limit,
      ExecutorService resolvers,
      LongSupplier nanoClock) {
    this.system = system;
    this.nanoClock = nanoClock;
    this.endpointHost = endpointHost;
    this.proxyHosts = proxyHosts;
    this.limit = limit;
    this.resolvers = resolvers;
    this.endpointIsInternal =
        HostNames.isLoopback(endpointHost)
            || HostNames.literal(endpointHost).map(HostNames::isInternal).orElse(false);
  }

  @Override
  public List<InetAddress> lookup(String hostname) throws UnknownHostException {
    List<InetAddress> addresses = resolveOrRemember(hostname);
    boolean internal = addresses.stream().allMatch(HostNames::isInternal);
    if (hostname.equals(endpointHost)) {
      endpointIsInternal = internal;
      return addresses;
    }
    if (endpointIsInternal || proxyHosts.contains(hostname)) {
      return addresses;
    }
    List<InetAddress> outside = addresses.stream().filter(a -> !HostNames.isInternal(a)).toList();
    if (outside.isEmpty()) {
      throw new UnknownHostException(
          "it is an address of this network, which no Hub may send us to");
    }
    return outside;
  }

  /** Tells whether a redirect may lead to this host; names are judged later, by their addresses. */
  boolean mayLeadTo(String host) {
    boolean internal =
        HostNames.isLoopback(host)
            || HostNames.isOddNumber(host)
            || HostNames.literal(host).map(HostNames::isInternal).orElse(false);
    return !internal || endpointIsInternal || host.equals(endpointHost);
  }

  private List<InetAddress> resolveOrRemember(String hostname) throws UnknownHostException {
    try {
      List<InetAddress> addresses = resolve(hostname);
      if (known.size() < MAX_NAMES || known.containsKey(hostname)) {
        known.put(hostname, new Known(addresses, nanoClock.getAsLong() + REMEMBERED.toNanos()));
      }
      return addresses;
    } catch (UnknownHostException e) {
      Known before = known.get(hostname);
      if (before == null || nanoClock.getAsLong() - before.endNanos() >= 0) {
        throw e;
      }
      return before.addresses();
    }
  }

  private List<InetAddress> resolve(String hostname) throws UnknownHostException {
    Future<List<InetAddress>> answer;
    try {
      answer = resolvers.submit(() -> system.lookup(hostname));
    } catch (RejectedExecutionException e) {
      throw failed("the client is closed", e);
    }
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new UnknownHostException("no answer from DNS within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw failed("DNS failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("interrupted");
    }
  }

  private static UnknownHostException failed(String message, @Nullable Throwable cause) {
    UnknownHostException failed = new UnknownHostException(message);
    failed.initCause(cause);
    return failed;
  }
}
