package io.hffs.fs.hub;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One server that speaks the Hub's protocol, and how far it is trusted.
 *
 * @param name for logs and status: {@code hub}, {@code hf-mirror.com}
 * @param endpoint scheme, host, port and possibly a path; never with a trailing slash
 * @param trustedWithToken whether the user's token may be sent to it at all
 * @param offline makes every request fail at once
 * @param authorities who may vouch for it and for where it sends us; null for those of Java
 */
public record HubConfig(
    String name,
    URI endpoint,
    Kind kind,
    boolean trustedWithToken,
    HubTimeouts timeouts,
    ProxySettings proxies,
    @Nullable CaBundle authorities,
    boolean offline) {

  /** What the server's word is worth. */
  public enum Kind {
    /** Its "not found" and "denied" are final, its digests are the root of trust. */
    ORIGIN,
    /** A copy that may lack or refuse what the origin has. */
    MIRROR
  }

  public HubConfig {
    endpoint = withoutTrailingSlash(requireHttp(endpoint));
  }

  /** Returns the Hub that the user's environment names, trusted with the user's token. */
  public static HubConfig origin(HuggingFaceEnvironment environment) {
    return new HubConfig(
        "hub",
        environment.endpoint(),
        Kind.ORIGIN,
        true,
        HubTimeouts.ORIGIN,
        environment.proxies(),
        environment.authorities(),
        environment.offline());
  }

  /** Returns a mirror that never sees the token. */
  public static HubConfig mirror(URI endpoint, HuggingFaceEnvironment environment) {
    return new HubConfig(
        requireHttp(endpoint).getHost(),
        endpoint,
        Kind.MIRROR,
        false,
        HubTimeouts.MIRROR,
        environment.proxies(),
        environment.authorities(),
        environment.offline());
  }

  public HubConfig withTimeouts(HubTimeouts value) {
    return new HubConfig(
        name, endpoint, kind, trustedWithToken, value, proxies, authorities, offline);
  }

  public HubConfig withTrustedWithToken(boolean value) {
    return new HubConfig(name, endpoint, kind, value, timeouts, proxies, authorities, offline);
  }

  /**
   * Returns the URI when it can be an endpoint.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  static URI requireHttp(URI endpoint) {
    String scheme =
        endpoint.getScheme() == null ? "" : endpoint.getScheme().toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("http") || scheme.equals("https");
    if (!http
        || endpoint.getHost() == null
        || endpoint.getRawUserInfo() != null
        || endpoint.getRawQuery() != null
        || endpoint.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "not the address of a Hub (write https://host, as https://huggingface.co)");
    }
    return endpoint;
  }

  private static URI withoutTrailingSlash(URI endpoint) {
    String text = endpoint.toString();
    return text.endsWith("/") ? URI.create(text.replaceAll("/+$", "")) : endpoint;
  }
}
