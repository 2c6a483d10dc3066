package io.hffs.fs.hub;

import java.util.Optional;
import okhttp3.HttpUrl;

/** The one place that decides whether a request carries the user's token. */
final class TokenRule {

  private final HttpUrl endpoint;
  private final boolean trusted;

  TokenRule(HttpUrl endpoint, boolean trusted) {
    this.endpoint = endpoint;
    this.trusted = trusted;
  }

  /**
   * Returns the token when it belongs to the host of this address: same scheme, host and port as a
   * trusted endpoint, and nobody can listen (https, or this machine).
   */
  Optional<Token> tokenFor(HttpUrl target, Optional<Token> token) {
    return mayCarry(target) ? token : Optional.empty();
  }

  boolean mayCarry(HttpUrl target) {
    boolean secret = target.isHttps() || HostNames.isLoopback(target.host());
    return trusted && secret && sameOrigin(target, endpoint);
  }

  static boolean sameOrigin(HttpUrl one, HttpUrl two) {
    return one.scheme().equals(two.scheme())
        && one.host().equals(two.host())
        && one.port() == two.port();
  }
}
