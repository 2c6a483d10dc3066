package io.hffs.fs.hub;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy a request takes, as the environment says it: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY,
 * NO_PROXY. Loopback never takes one.
 *
 * @param http for http addresses; null for none
 * @param https for https addresses; null for none
 * @param exceptions hosts that take none: {@code example.org} with all below it, {@code
 *     .example.org}, {@code host:port}, {@code 10.0.0.0/8}, {@code *}
 */
public record ProxySettings(
    @Nullable ProxyAddress http, @Nullable ProxyAddress https, List<String> exceptions) {

  public static final ProxySettings NONE = new ProxySettings(null, null, List.of());

  /**
   * A proxy server.
   *
   * @param user null without credentials, as {@code password}
   */
  public record ProxyAddress(
      Scheme scheme, String host, int port, @Nullable String user, @Nullable String password) {

    /** How to talk to it. */
    public enum Scheme {
      HTTP,
      SOCKS
    }

    /** Shows no password. */
    @Override
    public String toString() {
      return scheme.name().toLowerCase(Locale.ROOT)
          + "://"
          + (user == null ? "" : user + ":***@")
          + host
          + ":"
          + port;
    }
  }

  public ProxySettings {
    exceptions = exceptions.stream().map(e -> e.trim().toLowerCase(Locale.ROOT)).toList();
  }

  /** Returns the proxy for this address, empty for a direct connection. */
  public Optional<ProxyAddress> proxyFor(URI target) {
    boolean secure = "https".equalsIgnoreCase(target.getScheme());
    ProxyAddress proxy = secure ? https : http;
    if (proxy == null) {
      return Optional.empty();
    }
    String host = HostNames.normalized(target.getHost());
    int port = target.getPort() >= 0 ? target.getPort() : secure ? 443 : 80;
    return isExcepted(host, port) ? Optional.empty() : Optional.of(proxy);
  }

  /** Returns the hosts of the proxies themselves. */
  Set<String> hosts() {
    return Stream.of(http, https)
        .filter(Objects::nonNull)
        .map(ProxyAddress::host)
        .collect(Collectors.toSet());
  }

  private boolean isExcepted(String host, int port) {
    return HostNames.isLoopback(host)
        || exceptions.stream().anyMatch(exception -> matches(exception, host, port));
  }

  private static boolean matches(String exception, String host, int port) {
    if (exception.equals("*")) {
      return true;
    }
    if (exception.indexOf('/') > 0) {
      return HostNames.isInIpv4Network(host, exception);
    }
    String name = exception;
    int colon = name.lastIndexOf(':');
    if (colon > 0 && name.indexOf(':') == colon) {
      if (!name.substring(colon + 1).equals(Integer.toString(port))) {
        return false;
      }
      name = name.substring(0, colon);
    }
    name =
        name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
    return !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
  }
}
