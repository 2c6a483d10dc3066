package io.hffs.fs.testhub;

import static io.hffs.fs.testhub.HubClient.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each kind of fault, as a client sees it. */
class HubFaultTest {

  private static final TestContent WEIGHTS = TestContent.generated(5, 100_000);
  private static final String URL = "/acme/tiny/resolve/main/w.bin";
  private static final String[] RANGE = {"Range", "bytes=1000-1999"};

  private TestHub hub;
  private HubClient client;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start(TestHubConfig.DEFAULT.withProfile(HubProfile.DIRECT));
    client = new HubClient(hub);
    hub.addRepo("acme/tiny").commit("first", files -> files.lfs("w.bin", WEIGHTS));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void statusReplacesTheAnswer() throws Exception {
    hub.inject(HubFault.status(503, "Retry-After", "7"));

    var answer = client.get(URL);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(header(answer, "Retry-After")).isEqualTo("7");
    assertThat(hub.requests().get(0).status()).isEqualTo(503);
  }

  @Test
  void rateLimitedSaysWhenToComeBack() throws Exception {
    hub.inject(HubFault.rateLimited(Duration.ofSeconds(9)));

    var answer = client.get(URL);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(header(answer, "RateLimit")).isEqualTo("\"resolvers\";r=0;t=9");
  }

  @Test
  void faultHitsTheRequestsItWasMadeForAndCounts() throws Exception {
    InjectedFault fault =
        hub.inject(HubFault.status(500).onPath("w.bin").onMethod("GET").after(1).times(2));

    assertThat(client.head(URL).statusCode()).isEqualTo(200);
    assertThat(client.get("/api/models/acme/tiny").statusCode()).isEqualTo(200);
    assertThat(client.get(URL).statusCode()).isEqualTo(200);
    assertThat(client.get(URL).statusCode()).isEqualTo(500);
    assertThat(client.get(URL).statusCode()).isEqualTo(500);
    assertThat(client.get(URL).statusCode()).isEqualTo(200);
    assertThat(fault.fired()).isEqualTo(2);
  }

  @Test
  void faultOnTheCdnLeavesTheHubAlone() throws Exception {
    hub.configure(config -> config.withProfile(HubProfile.LIVE));
    InjectedFault fault = hub.inject(HubFault.status(502).on(HubOrigin.CDN));

    String location = header(client.get(URL), "Location");

    assertThat(client.get(location).statusCode()).isEqualTo(502);
    fault.remove();
    assertThat(client.get(location).statusCode()).isEqualTo(200);
    assertThat(fault.fired()).isEqualTo(1);
  }

  @Test
  void clearedFaultsAreOver() throws Exception {
    hub.inject(HubFault.status(500));
    hub.clearFaults();

    assertThat(client.get(URL).statusCode()).isEqualTo(200);
  }

  @Test
  void actionRunsBeforeTheHubLooks() throws Exception {
    hub.inject(HubFault.before(() -> hub.repo("acme/tiny").setAccess(RepoAccess.PRIVATE)).once());

    assertThat(client.get(URL).statusCode()).isEqualTo(404);
  }

  @Test
  void faultThatThrowsIsA500() throws Exception {
    hub.inject(
        HubFault.before(
            () -> {
              throw new IllegalStateException("for the test");
            }));

    assertThat(client.get(URL).statusCode()).isEqualTo(500);
  }

  @Test
  void stallBeforeHeadSendsNothing() throws Exception {
    InjectedFault fault = hub.inject(HubFault.stallBeforeHead());
    try (RawClient raw = new RawClient(hub.endpoint()).get(URL)) {
      assertThat(fault.awaitFired(1, Duration.ofSeconds(5))).isTrue();
      assertThatThrownBy(() -> raw.timeoutMillis(100).read(1))
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(hub.awaitIdle(Duration.ofSeconds(5))).as("ends with the client").isTrue();
  }

  @Test
  void stallInTheBodySendsExactlySoMuch() throws Exception {
    hub.inject(HubFault.stallAfter(1000));
    try (RawClient raw = new RawClient(hub.endpoint()).get(URL)) {
      assertThat(raw.readHead()).contains("Content-Length: 100000");
      assertThat(raw.read(1000)).hasSize(1000);
      assertThatThrownBy(() -> raw.timeoutMillis(100).read(1))
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(hub.bytesSent()).isEqualTo(1000);
  }

  @Test
  void stalledRequestEndsWhenTheHubCloses() throws Exception {
    InjectedFault fault = hub.inject(HubFault.stallBeforeHead());
    try (RawClient raw = new RawClient(hub.endpoint()).get(URL)) {
      assertThat(fault.awaitFired(1, Duration.ofSeconds(5))).isTrue();
      hub.close();
      assertThatThrownBy(() -> raw.readHead()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void dripIsSlow() throws Exception {
    hub.inject(HubFault.drip(50));
    long start = System.nanoTime();
    try (RawClient raw = new RawClient(hub.endpoint()).get(URL)) {
      raw.readHead();
      raw.read(10);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(150));
    assertThat(hub.bytesSent()).isLessThan(50);
  }

  @Test
  void resetBreaksTheConnection() throws Exception {
    hub.inject(HubFault.resetAfter(1000));
    try (RawClient raw = new RawClient(hub.endpoint()).get(URL)) {
      assertThatThrownBy(() -> raw.readAll())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    assertThat(hub.bytesSent()).isEqualTo(1000);
  }

  @Test
  void resetBeforeHeadBreaksTheConnection() throws Exception {
    hub.inject(HubFault.resetBeforeHead());
    try (RawClient raw = new RawClient(hub.endpoint()).get(URL)) {
      assertThatThrownBy(() -> raw.readHead()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void cutIsACleanCloseBehindRightHeaders() throws Exception {
    hub.inject(HubFault.cutAfter(1000));
    try (RawClient raw = new RawClient(hub.endpoint()).get(URL)) {
      assertThat(raw.readHead()).startsWith("HTTP/1.1 200").contains("Content-Length: 100000");
      assertThat(raw.readAll()).hasSize(1000);
    }
  }

  @Test
  void faultBeyondTheEndOfTheBodyChangesNothing() throws Exception {
    hub.inject(HubFault.resetAfter(100_000));

    assertThat(client.get(URL).body()).isEqualTo(WEIGHTS.bytes());
    assertThat(client.get(URL, RANGE).body()).isEqualTo(WEIGHTS.bytes(1000, 1000));
  }

  @Test
  void shorterAndLongerBodiesDisagreeWithContentRange() throws Exception {
    hub.inject(HubFault.shorterBody(10).once());
    hub.inject(HubFault.longerBody(10).after(1));

    var shorter = client.get(URL, RANGE);
    var longer = client.get(URL, RANGE);

    assertThat(shorter.body()).isEqualTo(WEIGHTS.bytes(1000, 990));
    assertThat(longer.body()).hasSize(1010).startsWith(WEIGHTS.bytes(1000, 1000));
    assertThat(header(shorter, "Content-Range")).isEqualTo("bytes 1000-1999/100000");
    assertThat(header(longer, "Content-Range")).isEqualTo("bytes 1000-1999/100000");
  }

  @Test
  void garbageComesAfterAnHonestBody() throws Exception {
    hub.inject(HubFault.garbageAfterBody(5));
    try (RawClient raw =
        new RawClient(hub.endpoint())
            .send("GET " + URL + " HTTP/1.1\r\nRange: bytes=0-9\r\nConnection: close\r\n\r\n")) {
      assertThat(raw.readHead()).contains("Content-Length: 10\r\n");
      assertThat(raw.readAll()).hasSize(15).endsWith("xxxxx");
    }
  }

  @Test
  void contentRangeLies() throws Exception {
    hub.inject(HubFault.contentRangeShifted(5).once());
    hub.inject(HubFault.contentRangeTotal(7_000).after(1).once());
    hub.inject(HubFault.contentRangeMissing().after(2).once());

    assertThat(header(client.get(URL, RANGE), "Content-Range")).isEqualTo("bytes 1005-2004/100000");
    assertThat(header(client.get(URL, RANGE), "Content-Range")).isEqualTo("bytes 1000-1999/7000");
    var missing = client.get(URL, RANGE);
    assertThat(missing.statusCode()).isEqualTo(206);
    assertThat(header(missing, "Content-Range")).isNull();
    assertThat(missing.body()).isEqualTo(WEIGHTS.bytes(1000, 1000));
  }

  @Test
  void otherRangeIsConsistentButNotWhatWasAsked() throws Exception {
    hub.inject(HubFault.otherRange(-100));

    var answer = client.get(URL, RANGE);

    assertThat(header(answer, "Content-Range")).isEqualTo("bytes 900-1899/100000");
    assertThat(answer.body()).isEqualTo(WEIGHTS.bytes(900, 1000));
  }

  @Test
  void wholeFileForARange() throws Exception {
    hub.inject(HubFault.wholeForRange());

    var answer = client.get(URL, RANGE);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Range")).isNull();
    assertThat(answer.body()).isEqualTo(WEIGHTS.bytes());
  }

  @Test
  void gzipIsHonestOrALie() throws Exception {
    hub.inject(HubFault.gzipped().once());
    hub.inject(HubFault.lyingGzip().after(1));

    var honest = client.get(URL, RANGE);
    var lie = client.get(URL, RANGE);

    assertThat(header(honest, "Content-Encoding")).isEqualTo("gzip");
    assertThat(honest.body()).startsWith((byte) 0x1f, (byte) 0x8b);
    assertThat(header(lie, "Content-Encoding")).isEqualTo("gzip");
    assertThat(lie.body()).isEqualTo(WEIGHTS.bytes(1000, 1000));
  }

  @Test
  void captivePortalIsAPage() throws Exception {
    hub.inject(HubFault.captivePortal().once());
    hub.inject(HubFault.redirect(302, "http://portal.example/login").after(1));

    var page = client.get(URL, RANGE);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Type")).isEqualTo("text/html");
    assertThat(header(client.get(URL), "Location")).isEqualTo("http://portal.example/login");
  }

  @Test
  void flippedBytesAreTheOnesNamed() throws Exception {
    hub.inject(HubFault.flipAt(1500).once());
    hub.inject(HubFault.flipEvery(100).after(1));
    byte[] right = WEIGHTS.bytes(1000, 1000);

    byte[] one = client.get(URL, RANGE).body();
    byte[] many = client.get(URL, RANGE).body();

    assertThat(Arrays.mismatch(right, one)).isEqualTo(500);
    one[500] = right[500];
    assertThat(one).isEqualTo(right);
    int wrong = 0;
    for (int i = 0; i < right.length; i++) {
      wrong += right[i] == many[i] ? 0 : 1;
    }
    assertThat(wrong).isEqualTo(10);
  }

  @Test
  void metadataLies() throws Exception {
    hub.inject(HubFault.header("X-Repo-Commit", "0".repeat(40)));
    hub.inject(HubFault.withoutHeader("ETag"));

    var answer = client.head(URL);

    assertThat(header(answer, "X-Repo-Commit")).isEqualTo("0".repeat(40));
    assertThat(header(answer, "ETag")).isNull();
  }

  @Test
  void mirrorSendsAwayWithoutACommit() throws Exception {
    hub.inject(HubFault.mirroredTo(URI.create("https://huggingface.co")));

    var answer = client.head(URL + "?download=true");

    assertThat(answer.statusCode()).isEqualTo(308);
    assertThat(header(answer, "Location"))
        .isEqualTo("https://huggingface.co" + URL + "?download=true");
    assertThat(header(answer, "X-Repo-Commit")).isNull();
  }

  @Test
  void headWithoutLengthStillAllowsTheProbe() throws Exception {
    hub.inject(HubFault.headWithoutLength());

    assertThat(header(client.head(URL), "Content-Length")).isNull();
    assertThat(header(client.get(URL, "Range", "bytes=0-0"), "Content-Range"))
        .isEqualTo("bytes 0-0/100000");
  }

  @Test
  void delayComesBeforeTheHead() throws Exception {
    hub.inject(HubFault.delay(Duration.ofMillis(120)));
    long start = System.nanoTime();

    assertThat(client.get(URL).body()).isEqualTo(WEIGHTS.bytes());

    assertThat(System.nanoTime() - start).isGreaterThan(120_000_000);
  }
}
