package io.hffs.fs.hub;

import io.hffs.fs.hub.RateBudget.Bucket;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import okhttp3.HttpUrl;

/**
 * Requests to one Hub: with the token where it belongs, within the rate budget, tried again when
 * the connection broke. Thread-safe.
 */
final class HubClient implements AutoCloseable {

  static final int MAX_HOPS = 5;

  /** An error has no more to say than this. */
  private static final int MAX_ERROR_BYTES = 64 * 1024;

  private static final int MAX_TRIES = 3;
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);

  private final HubConfig config;
  private final HubUrls urls;
  private final TokenStore tokens;
  private final TokenRule rule;
  private final HttpTransport transport;
  private final RateBudget budget;
  private final RefusedToken refusedToken;
  private final Pause pause;

  HubClient(HubConfig config, TokenStore tokens, InstantSource clock, Pause pause) {
    this.config = config;
    this.urls = new HubUrls(config.endpoint());
    this.tokens = tokens;
    this.rule = new TokenRule(urls.endpoint(), config.trustedWithToken());
    this.transport = new HttpTransport(config);
    this.budget = new RateBudget(config.name(), clock, pause);
    this.refusedToken = new RefusedToken(config.name(), clock);
    this.pause = pause;
  }

  HubConfig config() {
    return config;
  }

  HubUrls urls() {
    return urls;
  }

  String name() {
    return config.name();
  }

  /** Returns since when the user's token is refused; empty when it is not. */
  Optional<Instant> tokenRefusedSince() {
    return refusedToken.since();
  }

  boolean mayCarryToken() {
    return rule.mayCarry(urls.endpoint());
  }

  boolean isAtEndpoint(HttpUrl url) {
    return TokenRule.sameOrigin(url, urls.endpoint());
  }

  SourceException notAHub() {
    return new SourceException(
        Kind.UNAVAILABLE,
        name()
            + " answered with a web page, as no Hub does: is there a login page, a firewall or a wrong HF_ENDPOINT in"
            + " between?");
  }

  /** A mirror that sends us on does not have it; the origin is asked by its own name. */
  SourceException leadsAway(HttpUrl target) {
    return new SourceException(
        Kind.UNAVAILABLE,
        name()
            + " does not serve this itself but sends to "
            + target.scheme()
            + "://"
            + target.host());
  }

  /** Returns where a redirect leads, and refuses what no Hub would do. */
  HttpUrl target(HttpReply reply) throws SourceException {
    String location = reply.header("Location").orElse("");
    HttpUrl target = location.isEmpty() ? null : reply.url().resolve(location);
    if (target == null) {
      throw new SourceException(
          Kind.CORRUPT, reply.host() + " redirects to no valid address (" + reply.status() + ")");
    }
    if (reply.url().isHttps() && !target.isHttps()) {
      throw new SourceException(
          Kind.CORRUPT, reply.host() + " redirects from https to http; not followed");
    }
    if (!transport.mayLeadTo(target)) {
      throw new SourceException(
          Kind.CORRUPT,
          reply.host() + " redirects to " + target.host() + " inside this network; not followed");
    }
    return target;
  }

  /**
   * An answer of the endpoint.
   *
   * @param token the one that went along
   */
  record Sent(HttpReply reply, Optional<Token> token) implements AutoCloseable {

    boolean isRefusal() {
      return reply.status() / 100 != 2 && !reply.isRedirect();
    }

    @Override
    public void close() {
      reply.close();
    }
  }

  /**
   * Sends one request to the endpoint with the user's token, read anew when the Hub refuses it; the
   * caller closes the answer.
   */
  Sent send(HttpUrl url, Map<String, String> headers, Cancellation cancellation)
      throws SourceException {
    requireOnline();
    Optional<Token> token = rule.tokenFor(url, tokens.current());
    if (token.isPresent()) {
      try {
        refusedToken.check(token.get());
      } catch (SourceException e) {
        token = tokens.reload(token.get());
        if (token.isEmpty()) {
          throw e;
        }
      }
    }
    Sent sent = send(url, headers, token, cancellation);
    if (sent.token().isPresent() && HubErrors.refusesToken(sent.reply())) {
      Optional<Token> other = tokens.reload(sent.token().get());
      if (other.isPresent()) {
        sent.close();
        sent = send(url, headers, other, cancellation);
      }
    }
    note(sent);
    return sent;
  }

  private void note(Sent sent) {
    if (sent.token().isEmpty()) {
      return;
    }
    if (HubErrors.refusesToken(sent.reply())) {
      refusedToken.refused(sent.token().get());
    } else {
      refusedToken.accepted(sent.token().get());
    }
  }

  /** Sends one request to the endpoint with a token that need not be the user's. */
  Sent send(
      HttpUrl url, Map<String, String> headers, Optional<Token> offered, Cancellation cancellation)
      throws SourceException {
    requireOnline();
    Optional<Token> token = rule.tokenFor(url, offered);
    Map<String, String> all = new HashMap<>(headers);
    token.ifPresent(t -> all.put("Authorization", "Bearer " + t.value()));
    return new Sent(exchange(url, all, cancellation), token);
  }

  /** Sends one request to another host, where a redirect led: no token, no budget. */
  HttpReply sendElsewhere(HttpUrl url, Map<String, String> headers, Cancellation cancellation)
      throws SourceException {
    requireOnline();
    for (int tries = 1; ; tries++) {
      try {
        HttpReply reply = transport.get(url, headers, cancellation);
        if (!isServerTrouble(reply) || tries == MAX_TRIES) {
          return reply;
        }
        reply.close();
      } catch (SourceException e) {
        if (tries == MAX_TRIES || !TransportErrors.isWorthRetrying(e)) {
          throw e;
        }
      }
      backOff(tries);
    }
  }

  private void requireOnline() throws SourceException {
    if (config.offline()) {
      throw new SourceException(
          Kind.UNAVAILABLE, "Offline mode is on (HF_HUB_OFFLINE): " + name() + " is not asked");
    }
  }

  /** Reads a refusal to its end. */
  HubErrors.Refusal refusal(Sent sent) {
    byte[] body = new byte[0];
    try {
      body = sent.reply().readAll(MAX_ERROR_BYTES);
    } catch (SourceException e) {
      // The head says enough.
    }
    return HubErrors.Refusal.of(sent.reply(), body);
  }

  /** Returns what to throw for a refusal. */
  SourceException toException(HubErrors.Refusal refusal, Asked asked, Optional<Token> token) {
    return HubErrors.toException(refusal, name(), asked, token.orElse(null), hint());
  }

  /** Says why a user who has a token is treated as one without. */
  private String hint() {
    if (config.trustedWithToken() && !mayCarryToken() && tokens.current().isPresent()) {
      return " (the token is not sent over http; use an https address)";
    }
    return tokens.problem().map(problem -> " (" + problem + ")").orElse("");
  }

  /** Sends within the budget, again after a broken connection or a server's trouble. */
  private HttpReply exchange(HttpUrl url, Map<String, String> headers, Cancellation cancellation)
      throws SourceException {
    Bucket bucket = bucketOf(url);
    for (int tries = 1; ; tries++) {
      try {
        HttpReply reply = ask(bucket, url, headers, cancellation);
        if (!isServerTrouble(reply) || tries == MAX_TRIES) {
          return reply;
        }
        reply.close();
      } catch (SourceException e) {
        if (tries < MAX_TRIES && isShortPause(e)) {
          continue;
        }
        if (tries == MAX_TRIES || !TransportErrors.isWorthRetrying(e)) {
          throw e;
        }
      }
      backOff(tries);
    }
  }

  /**
   * Sends once, when the budget lets it.
   *
   * @throws SourceException THROTTLED also for the answer that says so
   */
  private HttpReply ask(
      Bucket bucket, HttpUrl url, Map<String, String> headers, Cancellation cancellation)
      throws SourceException {
    try {
      budget.admit(bucket);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    HttpReply reply = null;
    try {
      reply = transport.get(url, headers, cancellation);
    } finally {
      if (reply == null) { // whatever was thrown: nobody else may ask before this is told
        budget.unanswered(bucket);
      }
    }
    Optional<String> rateLimit = reply.header("RateLimit");
    budget.note(bucket, rateLimit);
    if (RateLimit.asksForPause(reply)) {
      reply.close();
      throw budget.refused(bucket, reply.header("Retry-After"), rateLimit);
    }
    budget.granted(bucket);
    return reply;
  }

  private static boolean isShortPause(SourceException failure) {
    return failure.kind() == Kind.THROTTLED
        && failure.retryAfter().map(d -> d.compareTo(RateBudget.PATIENCE) <= 0).orElse(false);
  }

  private static boolean isServerTrouble(HttpReply reply) {
    int status = reply.status();
    boolean trouble = status == 408 || (status >= 500 && status <= 504 && status != 501);
    return trouble && !RateLimit.asksForPause(reply);
  }

  /** Waits 0.2 s, then 0.4 s, each times 0.5 to 1.5 so that many clients do not march in step. */
  void backOff(int tries) throws SourceException {
    double factor = (1L << (tries - 1)) * ThreadLocalRandom.current().nextDouble(0.5, 1.5);
    try {
      pause.await(Duration.ofMillis((long) (FIRST_RETRY.toMillis() * factor)));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private SourceException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new SourceException(
        Kind.UNAVAILABLE, "The request to " + name() + " was interrupted", cause);
  }

  /** The Hub counts {@code /api/resolve-cache} among the resolvers. */
  private Bucket bucketOf(HttpUrl url) {
    String base = config.endpoint().getRawPath();
    String full = url.encodedPath();
    String path = full.startsWith(base) ? full.substring(base.length()) : full;
    return path.startsWith("/api/") && !path.startsWith("/api/resolve-cache/")
        ? Bucket.API
        : Bucket.RESOLVERS;
  }

  @Override
  public void close() {
    transport.close();
  }
}
