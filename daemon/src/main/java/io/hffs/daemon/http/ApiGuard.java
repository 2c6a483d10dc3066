package io.hffs.daemon.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may talk to the local API. Loopback alone protects from nobody: every web page in the user's
 * browser, and every user of the machine, can connect to it.
 *
 * <ul>
 *   <li>{@code Host} must be ours, else a page whose name was rebound to 127.0.0.1 could call.
 *   <li>{@code Origin}, when there is one, must be ours: no other page may call.
 *   <li>{@code Sec-Fetch-Site: cross-site} is a browser saying the same.
 *   <li>The token is in a file that only the user can read. No cookies, so no page carries it.
 * </ul>
 *
 * A refusal has no body: it tells nothing, not even what answers.
 */
final class ApiGuard implements Handler {

  private static final String BEARER = "Bearer ";

  private final byte[] token;
  private final Set<String> hosts;
  private final Set<String> origins;

  ApiGuard(String token, int port) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
    this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    this.origins = Set.of("http://127.0.0.1:" + port, "http://localhost:" + port);
  }

  @Override
  public void handle(Context context) {
    String origin = context.header("Origin");
    if (!hosts.contains(lower(context.header("Host")))
        || (origin != null && !origins.contains(lower(origin)))
        || "cross-site".equals(lower(context.header("Sec-Fetch-Site")))) {
      throw new Refused(HttpStatus.FORBIDDEN);
    }
    if (!isToken(context.header("Authorization"))) {
      throw new Refused(HttpStatus.UNAUTHORIZED);
    }
  }

  private boolean isToken(@Nullable String authorization) {
    if (authorization == null || !authorization.startsWith(BEARER)) {
      return false;
    }
    byte[] given = authorization.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, token);
  }

  private static String lower(@Nullable String header) {
    return header == null ? "" : header.toLowerCase(Locale.ROOT);
  }

  /** The request is not let in. */
  static final class Refused extends HttpResponseException {

    Refused(HttpStatus status) {
      super(status.getCode());
    }
  }
}
