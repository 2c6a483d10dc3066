package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Visibility;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.nio.file.Path;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire to servers of other kinds: proxies, strange hubs. */
class HubWireTest {

  private static final RepoId TINY = RepoId.parse("acme/tiny");
  private static final CommitHash COMMIT = new CommitHash("12".repeat(20));
  private static final BlobRef BLOB =
      new BlobRef(BlobId.sha256("ab".repeat(32)), 100, TINY, COMMIT, new RepoPath("a.bin"));
  private static final String INFO =
      "{\"id\":\"acme/tiny\",\"sha\":\""
          + COMMIT
          + "\",\"private\":false,\"lastModified\":\"2026-01-01T00:00:00.000Z\"}";

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Hub open(Map<String, String> variables) {
    HuggingFaceEnvironment environment =
        HuggingFaceEnvironment.from(variables, Path.of("/nonexistent"));
    return HubFixture.open(HubConfig.origin(environment), new TokenStore(environment));
  }

  private Hub direct() {
    return open(Map.of("HF_ENDPOINT", "http://localhost:" + server.getPort()));
  }

  private static MockResponse json(int code, String body) {
    return new MockResponse.Builder()
        .code(code)
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  private static SourceException failure(Hub hub) {
    return catchThrowableOfType(
        SourceException.class, () -> hub.trees().resolve(TINY, Revision.MAIN));
  }

  @Test
  void requestsSayWhoWeAreAndWantNoCompression() throws Exception {
    server.enqueue(json(200, INFO));
    try (Hub hub = direct()) {
      hub.trees().resolve(TINY, Revision.MAIN);
    }

    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("User-Agent")).matches("hffs/[^;]+; java/\\d+");
    assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
    assertThat(request.getHeaders().get("Authorization")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"unknown parameter\"}",
        "{\"error\":[\"unknown parameter\"]}",
        "{\"errors\":[{\"message\":\"unknown parameter\"}]}"
      })
  void serverThatDoesNotKnowExpandIsAskedInFull(String error) throws Exception {
    server.enqueue(json(400, error));
    server.enqueue(json(200, INFO));
    try (Hub hub = direct()) {
      assertThat(hub.trees().resolve(TINY, Revision.MAIN).commit()).isEqualTo(COMMIT);
    }

    server.takeRequest();
    assertThat(server.takeRequest().getTarget()).isEqualTo("/api/models/acme/tiny/revision/main");
  }

  @Test
  void httpProxyIsUsedWithItsCredentialsAndWithoutDns() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .code(407)
            .addHeader("Proxy-Authenticate", "Basic realm=x")
            .build());
    server.enqueue(json(200, INFO));
    try (Hub hub =
        open(
            Map.of(
                "HF_ENDPOINT",
                "http://hub.invalid",
                "HTTP_PROXY",
                "http://alice:pw@127.0.0.1:" + server.getPort()))) {
      assertThat(hub.trees().resolve(TINY, Revision.MAIN).repo()).isEqualTo(TINY);
    }

    server.takeRequest();
    RecordedRequest second = server.takeRequest();
    assertThat(second.getRequestLine()).startsWith("GET http://hub.invalid/api/models/acme/tiny");
    assertThat(second.getHeaders().get("Proxy-Authorization")).isEqualTo("Basic YWxpY2U6cHc=");
  }

  @Test
  void httpsGoesThroughATunnelOfTheProxy() throws Exception {
    server.enqueue(new MockResponse.Builder().code(502).build());
    try (Hub hub =
        open(
            Map.of(
                "HF_ENDPOINT", "https://hub.invalid",
                "HF_TOKEN", "hf_secret",
                "HTTPS_PROXY", "http://alice:pw@127.0.0.1:" + server.getPort()))) {
      assertThat(failure(hub).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestLine()).startsWith("CONNECT hub.invalid:443");
    assertThat(request.getHeaders().get("Proxy-Authorization")).isEqualTo("Basic YWxpY2U6cHc=");
    assertThat(request.getHeaders().get("Authorization")).isNull();
  }

  @Test
  void bodyWithoutALengthMustEndWhereTheRangeEnds() throws Exception {
    try (Hub hub = direct()) {
      server.enqueue(chunked(50));
      server.enqueue(chunked(51));

      assertThat(HubFixture.fetch(hub.blobs(), BLOB, 0, 50)).hasSize(50);
      long[] got = new long[1];
      SourceException tooLong =
          catchThrowableOfType(
              SourceException.class,
              () ->
                  hub.blobs()
                      .fetch(
                          BLOB,
                          new ByteRange(0, 50),
                          (bytes, from) -> got[0] += bytes.remaining()));
      assertThat(tooLong.kind()).isEqualTo(Kind.CORRUPT);
      assertThat(got[0]).isZero();
    }
  }

  private static MockResponse chunked(int length) {
    return new MockResponse.Builder()
        .code(206)
        .addHeader("X-Repo-Commit", COMMIT.hex())
        .addHeader("Content-Range", "bytes 0-49/100")
        .chunkedBody("x".repeat(length), 10)
        .build();
  }

  @Test
  void answersOfAnyLengthLeaveTheConnectionForTheNext() throws Exception {
    for (int i = 0; i < 4; i++) {
      server.enqueue(
          new MockResponse.Builder()
              .addHeader("Content-Type", "application/json")
              .chunkedBody(INFO + " ".repeat(i * 20_000), 1000)
              .build());
    }
    try (Hub hub = direct()) {
      for (int i = 0; i < 4; i++) {
        hub.trees().resolve(TINY, Revision.MAIN);
      }
    }

    for (int i = 0; i < 4; i++) {
      RecordedRequest request = server.takeRequest();
      assertThat(request.getConnectionIndex()).isZero();
      assertThat(request.getExchangeIndex()).isEqualTo(i);
    }
  }

  @Test
  void brokenJsonIsNoAnswer() {
    server.enqueue(json(200, "{\"id\":"));
    try (Hub hub = direct()) {
      assertThat(failure(hub).kind()).isEqualTo(Kind.CORRUPT);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "acme/tiny, '', GATED",
    "datasets/acme/tiny, '', GATED",
    "spaces/acme/tiny, '', PUBLIC",
    "acme/tiny, ',\"gated\":false', PUBLIC",
    "acme/tiny, ',\"gated\":null', GATED",
    "acme/tiny, ',\"gated\":\"auto\"', GATED",
    "acme/tiny, ',\"gated\":false,\"private\":null', PRIVATE",
  })
  void onlyWhatIsSaidToBePublicIs(String repo, String fields, Visibility expected)
      throws Exception {
    server.enqueue(json(200, INFO.replace("}", fields + "}")));
    try (Hub hub = direct()) {
      assertThat(hub.trees().resolve(RepoId.parse(repo), Revision.MAIN).visibility())
          .isEqualTo(expected);
    }
  }

  @Test
  void answerWithoutACommitIsNoAnswer() {
    server.enqueue(json(200, "{\"id\":\"acme/tiny\",\"sha\":\"main\"}"));
    try (Hub hub = direct()) {
      assertThat(failure(hub).kind()).isEqualTo(Kind.CORRUPT);
    }
  }

  @Test
  void secondsThatTheServerNamesArePausedForAll() {
    server.enqueue(new MockResponse.Builder().code(429).addHeader("Retry-After", "100").build());
    try (Hub hub = direct()) {
      assertThat(failure(hub).kind()).isEqualTo(Kind.THROTTLED);
      assertThat(failure(hub).kind()).isEqualTo(Kind.THROTTLED);
    }

    assertThat(server.getRequestCount()).isEqualTo(1);
  }
}
