package io.hffs.fs.testhub;

import static io.hffs.fs.testhub.HubClient.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How files are given out in the live profile: redirects, the CDN, signed addresses. */
class LiveProfileTest {

  private static final TestContent WEIGHTS = TestContent.generated(7, 100_000);

  private TestHub hub;
  private HubClient client;
  private TestRepo repo;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    client = new HubClient(hub);
    repo = hub.addRepo("acme/tiny");
    repo.commit(
        "first",
        files -> files.text("config.json", "Hello, World!").lfs("model.safetensors", WEIGHTS));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void smallFileIsARelativeRedirectWithoutItsSize() throws Exception {
    var redirect = client.head("/acme/tiny/resolve/main/config.json");

    assertThat(redirect.statusCode()).isEqualTo(307);
    assertThat(header(redirect, "Location"))
        .startsWith("/api/resolve-cache/models/acme/tiny/" + repo.head() + "/config.json?")
        .contains("etag=%22b45ef6fec89518d314f546fd6c3025367b721684%22");
    assertThat(header(redirect, "X-Repo-Commit")).isEqualTo(repo.head().hex());
    assertThat(header(redirect, "ETag")).isNull();
    assertThat(header(redirect, "X-Linked-Size")).isNull();
    assertThat(header(redirect, "RateLimit")).matches("\"resolvers\";r=\\d+;t=\\d+");
  }

  @Test
  void resolveCacheGivesTheBytesAndTheGitSha1() throws Exception {
    var redirect = client.get("/acme/tiny/resolve/main/config.json");
    var answer = client.get(header(redirect, "Location"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).asString().isEqualTo("Hello, World!");
    assertThat(header(answer, "ETag")).isEqualTo("\"b45ef6fec89518d314f546fd6c3025367b721684\"");
    assertThat(header(answer, "X-Repo-Commit")).isEqualTo(repo.head().hex());
  }

  @Test
  void lfsFileIsARedirectToTheOtherOriginWithAllMetadata() throws Exception {
    var redirect = client.head("/acme/tiny/resolve/main/model.safetensors");

    assertThat(redirect.statusCode()).isEqualTo(302);
    assertThat(header(redirect, "X-Linked-Size")).isEqualTo("100000");
    assertThat(header(redirect, "X-Linked-ETag"))
        .isEqualTo("\"" + ContentDigests.sha256(WEIGHTS) + "\"");
    assertThat(header(redirect, "X-Xet-Hash")).isNull();
    assertThat(URI.create(header(redirect, "Location")).getAuthority())
        .isEqualTo(hub.cdnEndpoint().getAuthority())
        .isNotEqualTo(hub.endpoint().getAuthority());
  }

  @Test
  void cdnAnswersARangeUnderAnotherEtag() throws Exception {
    var answer = client.get(signedUrl(), "Range", "bytes=1000-1999");

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(WEIGHTS.bytes(1000, 1000));
    assertThat(header(answer, "Content-Range")).isEqualTo("bytes 1000-1999/100000");
    assertThat(header(answer, "ETag")).doesNotContain(ContentDigests.sha256(WEIGHTS));
    assertThat(header(answer, "X-Repo-Commit")).isNull();
    assertThat(header(answer, "X-Linked-ETag")).isNull();
  }

  @Test
  void rangePastTheEndIs416WithTheSize() throws Exception {
    var answer = client.get(signedUrl(), "Range", "bytes=100000-100001");

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(header(answer, "Content-Range")).isEqualTo("bytes */100000");
  }

  @Test
  void cdnRefusesAuthorization() throws Exception {
    var answer = client.get(signedUrl(), "Authorization", "Bearer hf_x");

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void signedUrlExpiresByTime() throws Exception {
    hub.configure(config -> config.withUrlTtl(Duration.ZERO));

    var answer = client.get(signedUrl());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).asString().contains("AccessDenied");
  }

  @Test
  void signedUrlExpiresOnCommandAndANewOneIsGood() throws Exception {
    String old = signedUrl();
    hub.expireSignedUrls();

    assertThat(client.get(old).statusCode()).isEqualTo(403);
    assertThat(client.get(signedUrl()).statusCode()).isEqualTo(200);
  }

  @Test
  void alteredSignatureIsRefused() throws Exception {
    String altered = signedUrl().replaceFirst("Signature=.", "Signature=!");

    assertThat(client.get(altered).statusCode()).isEqualTo(403);
  }

  @Test
  void rangeIsIgnoredWhereTheAnswerIsCompressed() throws Exception {
    hub.configure(config -> config.withGzip(GzipPolicy.ALWAYS));

    var answer = client.get(signedUrl(), "Range", "bytes=0-9", "Accept-Encoding", "gzip");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(answer, "Content-Length")).isNull();
    assertThat(header(answer, "Content-Range")).isNull();
  }

  @Test
  void identityKeepsTheRange() throws Exception {
    hub.configure(config -> config.withGzip(GzipPolicy.ALWAYS));

    var answer = client.get(signedUrl(), "Range", "bytes=0-9", "Accept-Encoding", "identity");

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(WEIGHTS.bytes(0, 10));
  }

  @Test
  void xetIsToldOnlyWhenSwitchedOn() throws Exception {
    hub.configure(config -> config.withXet(true));

    var redirect = client.head("/acme/tiny/resolve/main/model.safetensors");

    assertThat(header(redirect, "X-Xet-Hash")).hasSize(64);
    assertThat(header(redirect, "Link")).contains("rel=\"xet-auth\"");
    assertThat(client.json("/api/models/acme/tiny/tree/main").toString()).contains("xetHash");
  }

  @Test
  void logHasEachRequestWithItsBytes() throws Exception {
    client.get(signedUrl(), "Range", "bytes=5-14", "User-Agent", "test/1");

    assertThat(hub.requests())
        .extracting(r -> r.origin(), r -> r.method(), r -> r.status(), r -> r.range())
        .containsExactly(
            tuple(HubOrigin.HUB, "HEAD", 302, null),
            tuple(HubOrigin.CDN, "GET", 206, "bytes=5-14"));
    assertThat(hub.requests().get(1).bodyBytes()).isEqualTo(10);
    assertThat(hub.requests().get(1).userAgent()).isEqualTo("test/1");
    assertThat(hub.bytesSent()).isEqualTo(10);
  }

  private String signedUrl() throws Exception {
    return header(client.head("/acme/tiny/resolve/main/model.safetensors"), "Location");
  }
}
