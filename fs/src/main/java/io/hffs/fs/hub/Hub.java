package io.hffs.fs.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.hub.HubApi.Page;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One Hub, ready to be asked: the parts share its connections, its rate budget and the token.
 * Thread-safe. Closing ends what is under way.
 */
public final class Hub implements AutoCloseable {

  private final HubClient client;
  private final HubApi api;
  private final HubTreeSource trees;
  private final HubBlobSource blobs;

  private Hub(HubClient client, InstantSource clock) {
    this.client = client;
    this.api = new HubApi(client);
    this.trees = new HubTreeSource(client);
    this.blobs = new HubBlobSource(client, clock);
  }

  /** Opens no connection yet. */
  public static Hub open(HubConfig config, TokenStore tokens) {
    return open(config, tokens, Clock.systemUTC(), Pause.SLEEPING);
  }

  static Hub open(HubConfig config, TokenStore tokens, InstantSource clock, Pause pause) {
    return new Hub(new HubClient(config, tokens, clock, pause), clock);
  }

  public HubConfig config() {
    return client.config();
  }

  public HubTreeSource trees() {
    return trees;
  }

  public HubBlobSource blobs() {
    return blobs;
  }

  /**
   * Asks whose this token is; the Hub limits this question strictly.
   *
   * @throws SourceException DENIED when the Hub does not accept it
   */
  public WhoAmI whoAmI(Token token) throws SourceException {
    if (!client.mayCarryToken()) {
      throw new SourceException(
          Kind.DENIED,
          "A token is not sent to "
              + client.config().endpoint()
              + ": that needs https, and a Hub that is trusted with it");
    }
    JsonNode me =
        api.pageWith(token, client.urls().whoAmI(), Asked.about("the account of the token")).json();
    String name = me.path("name").asText();
    if (name.isEmpty()) {
      throw new SourceException(Kind.CORRUPT, client.name() + " does not say whose the token is");
    }
    List<String> organizations = new ArrayList<>();
    me.path("orgs").forEach(org -> organizations.add(org.path("name").asText()));
    JsonNode accessToken = me.path("auth").path("accessToken");
    return new WhoAmI(
        name,
        organizations,
        accessToken.path("displayName").asText(),
        accessToken.path("role").asText());
  }

  /**
   * Says that the user's token is refused, since when and what to do; empty when it is not. At
   * once, from the last answer.
   */
  public Optional<String> tokenProblem() {
    return client
        .tokenRefusedSince()
        .map(
            since ->
                client.name()
                    + " does not accept the token since "
                    + since.truncatedTo(ChronoUnit.SECONDS)
                    + ": it is wrong, expired or revoked. Log in again with: hffs auth login");
  }

  /** Asks one small question without anything kept; blocks for the limits of one request. */
  public HubProbe probe() throws SourceException {
    long start = System.nanoTime();
    Page page = api.page(client.urls().probe(), Asked.about("a list of models"));
    Instant now = Instant.now();
    return new HubProbe(
        Duration.ofNanos(System.nanoTime() - start),
        page.date().flatMap(Hub::time).map(server -> Duration.between(now, server)));
  }

  private static Optional<Instant> time(String date) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return client.config().name() + " " + client.config().endpoint();
  }
}
