package io.hffs.fs.testhub;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.testhub.http.HttpExchange;
import io.hffs.fs.testhub.http.HttpResponse;
import io.hffs.fs.testhub.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Hub in this process, on two ports: the hub itself and its CDN. Serves from {@link #start} until
 * {@link #close}. Thread-safe.
 *
 * <pre>{@code
 * try (TestHub hub = TestHub.start()) {
 *   hub.addRepo("acme/tiny").commit("first", files -> files.text("a.txt", "hello"));
 *   … hub.endpoint() …
 *   assertThat(hub.requests()).hasSize(2);
 * }
 * }</pre>
 */
public final class TestHub implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TestHub.class);

  private final HubState state;
  private final FaultBook faults = new FaultBook();
  private final HttpServer hubServer;
  private final HttpServer cdnServer;
  private volatile TestHubConfig config;
  private volatile @Nullable ControlRoutes control;

  private TestHub(TestHubConfig config) throws IOException {
    this.config = config;
    this.state =
        new HubState(
            new RepoRegistry(),
            new SignedUrls(),
            new RateBudgets(),
            new RequestLog(),
            this::config);
    InetAddress host = InetAddress.getByName(config.bindAddress());
    CdnRoutes cdn = new CdnRoutes(state);
    cdnServer =
        HttpServer.start(
            "cdn",
            host,
            config.cdnPort(),
            exchange -> serve(HubOrigin.CDN, exchange, request -> answerCdn(cdn, request)),
            () -> this.config.line());
    HubRoutes hub = new HubRoutes(state, request -> cdnBase(request));
    try {
      hubServer =
          HttpServer.start(
              "hub",
              host,
              config.hubPort(),
              exchange -> serve(HubOrigin.HUB, exchange, hub::answer),
              () -> this.config.line());
    } catch (IOException e) {
      cdnServer.close();
      throw e;
    }
  }

  /** Starts a hub without repositories on free ports of the loopback interface. */
  public static TestHub start() throws IOException {
    return start(TestHubConfig.DEFAULT);
  }

  public static TestHub start(TestHubConfig config) throws IOException {
    return new TestHub(config);
  }

  private void serve(
      HubOrigin origin, HttpExchange exchange, Function<HubRequest, HttpResponse> routes)
      throws IOException, InterruptedException {
    ControlRoutes controls = control;
    if (controls != null && exchange.request().path().startsWith(ControlRoutes.PREFIX)) {
      exchange.respond(controls.answer(new HubRequest(origin, exchange.request())), bytes -> {});
      return;
    }
    RequestLog.Entry entry = state.log().arrived(origin, exchange.request());
    try {
      HttpResponse response = answer(new HubRequest(origin, exchange.request()), routes);
      entry.answering(response.status());
      exchange.respond(response, entry::sending);
    } finally {
      entry.finish();
    }
  }

  private HttpResponse answer(HubRequest request, Function<HubRequest, HttpResponse> routes) {
    try {
      return faults.answer(request, routes);
    } catch (RuntimeException e) {
      LOG.error("the test hub failed on {}", request, e);
      return HttpResponse.of(500).withText("text/plain", "the test hub failed: " + e);
    }
  }

  private static HttpResponse answerCdn(CdnRoutes cdn, HubRequest request) {
    try {
      return cdn.answer(request);
    } catch (Refusal refusal) {
      return refusal.response();
    }
  }

  /** What a client sets as HF_ENDPOINT, {@code http://localhost:port}. */
  public URI endpoint() {
    return URI.create("http://" + hubHost() + ":" + hubServer.port());
  }

  /** Where LFS content comes from: another port, and on loopback another host name too. */
  public URI cdnEndpoint() {
    return URI.create("http://" + config.bindAddress() + ":" + cdnServer.port());
  }

  private String hubHost() {
    return config.bindAddress().equals("127.0.0.1") ? "localhost" : config.bindAddress();
  }

  /** On all interfaces the CDN is where the client found the hub. */
  private String cdnBase(HubRequest request) {
    if (config.bindAddress().equals("0.0.0.0")) {
      return URI.create("http://" + URI.create(request.base()).getHost() + ":" + cdnServer.port())
          .toString();
    }
    return cdnEndpoint().toString();
  }

  public TestHubConfig config() {
    return config;
  }

  /** Changes the behaviour, from the next request on; addresses stay as they are. */
  public synchronized void configure(UnaryOperator<TestHubConfig> change) {
    config =
        change.apply(config).withAddress(config.bindAddress(), config.hubPort(), config.cdnPort());
  }

  /** Lets other processes drive this hub by {@code /testhub/…} on its port. */
  public synchronized void enableControl() {
    if (control == null) {
      control = new ControlRoutes(this);
    }
  }

  /** Adds an empty repository, by an id as {@link RepoId#parse(String)} reads it. */
  public TestRepo addRepo(String id) {
    return state.repos().add(RepoId.parse(id));
  }

  /** Finds a repository by any of its names. */
  public Optional<TestRepo> findRepo(String id) {
    RepoId parsed = RepoId.parse(id);
    return state.repos().find(parsed.type(), parsed.id());
  }

  /** Returns the repository of any of its names; throws when there is none. */
  public TestRepo repo(String id) {
    return findRepo(id).orElseThrow(() -> new IllegalArgumentException("no repository " + id));
  }

  /** Renames; the old name leads to the new one. */
  public void rename(String from, String to) {
    state.repos().rename(repo(from), RepoId.parse(to));
  }

  /** Lets another name, for instance one without a namespace, lead to a repository. */
  public void alias(String alias, String id) {
    state.repos().alias(RepoId.parse(alias), repo(id));
  }

  /** Deletes a repository under all its names. */
  public void removeRepo(String id) {
    state.repos().remove(repo(id));
  }

  /** Makes a token valid. Before the first one, tokens are ignored. */
  public void addToken(String token, String user) {
    state.repos().addToken(token, user);
  }

  /** Revokes a token. */
  public void removeToken(String token) {
    state.repos().removeToken(token);
  }

  /** Makes every CDN address given out so far expire now. */
  public void expireSignedUrls() {
    state.urls().expireAll();
  }

  /** Begins all rate-limit windows anew. */
  public void resetBudgets() {
    state.budgets().reset();
  }

  /** Puts a fault into force. */
  public InjectedFault inject(HubFault fault) {
    return faults.inject(fault);
  }

  /** Ends all faults. */
  public void clearFaults() {
    faults.clear();
  }

  /** Returns the requests since the start or {@link #clearRequests}, in order of arrival. */
  public List<RequestRecord> requests() {
    return state.log().records();
  }

  /** Forgets the requests and sets the byte counters to 0. */
  public void clearRequests() {
    state.log().clear();
  }

  /** Returns the body bytes sent by both origins. */
  public long bytesSent() {
    return state.log().bytesSent();
  }

  /** Returns the body bytes sent, by raw path without query. */
  public Map<String, Long> bytesSentByPath() {
    return state.log().bytesByPath();
  }

  /** Waits until the log of requests satisfies the condition; tells whether it did in time. */
  public boolean awaitRequests(Predicate<List<RequestRecord>> condition, Duration timeout)
      throws InterruptedException {
    return state.log().await(condition, timeout);
  }

  /** Waits until no request is being answered; tells whether that came true in time. */
  public boolean awaitIdle(Duration timeout) throws InterruptedException {
    return state.log().awaitIdle(timeout);
  }

  /** Returns how many connections were accepted by an origin since the start. */
  public long acceptedConnections(HubOrigin origin) {
    return server(origin).acceptedConnections();
  }

  /** Returns how many connections of an origin are open now. */
  public int openConnections(HubOrigin origin) {
    return server(origin).openConnections();
  }

  private HttpServer server(HubOrigin origin) {
    return origin == HubOrigin.HUB ? hubServer : cdnServer;
  }

  /** Refuses connections and resets the open ones, on both origins. */
  public void goDark() {
    hubServer.goDark();
    cdnServer.goDark();
  }

  public void goDark(HubOrigin origin) {
    server(origin).goDark();
  }

  /** Accepts connections and never sends a byte, on both origins. */
  public void goSilent() throws IOException {
    goSilent(HubOrigin.HUB);
    goSilent(HubOrigin.CDN);
  }

  public void goSilent(HubOrigin origin) throws IOException {
    server(origin).goSilent();
  }

  /** Serves again on the same ports. */
  public void comeBack() throws IOException {
    hubServer.comeBack();
    cdnServer.comeBack();
  }

  @Override
  public synchronized void close() {
    if (control != null) {
      control.close();
    }
    hubServer.close();
    cdnServer.close();
  }

  @Override
  public String toString() {
    return "TestHub " + endpoint();
  }
}
