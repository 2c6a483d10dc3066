package io.hffs.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.ApiPaths;
import io.hffs.daemon.backend.FakeBackend;
import io.hffs.daemon.config.ConfigLoader;
import io.hffs.daemon.service.DaemonControl;
import io.hffs.daemon.service.LocalHffs;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, tried over a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiSecurityTest {

  private static final String TOKEN = "secret";
  private static final List<String> PATHS =
      List.of(ApiPaths.STATUS, ApiPaths.REPOS, ApiPaths.METRICS, ApiPaths.PEERS, ApiPaths.WHOAMI);
  private static final List<String> GUESSES =
      List.of("", " ", "secre", "secret secret", "Secret", "secret\tx", "%73ecret", "null", "00");
  private static final List<String> NAMES =
      List.of("evil.example", "127.0.0.1.evil.example", "127.0.0.2", "[::1]", "localhost.", "0");

  private final AtomicInteger stops = new AtomicInteger();
  private ApiServer server;
  private FakeBackend backend;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    backend = new FakeBackend(directory);
    LocalHffs api =
        new LocalHffs(
            backend,
            new ConfigLoader(Map.of(), directory, Map.of()).load(),
            new DaemonControl("test", 1, Instant.EPOCH, () -> 1, stops::incrementAndGet),
            () -> {});
    server = ApiServer.start(0, TOKEN, api);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private RawHttp request(String line) {
    return new RawHttp(server.port(), line)
        .header("Host", "127.0.0.1:" + server.port())
        .header("Authorization", "Bearer " + TOKEN);
  }

  private RawHttp status() {
    return request("GET " + ApiPaths.STATUS);
  }

  @Test
  void theTokenOpensTheDoor() throws Exception {
    RawHttp.Answer answer = status().send();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("\"mounts\":[]");
  }

  @Test
  void localhostIsOurNameToo() throws Exception {
    assertThat(status().header("Host", "localhost:" + server.port()).send().status())
        .isEqualTo(200);
  }

  @Test
  void withoutTheTokenThereIsNothingButTheStatus() throws Exception {
    RawHttp.Answer answer = status().without("Authorization").send();

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.head().toLowerCase(Locale.ROOT))
        .doesNotContain("server:", "jetty", "javalin", "hffs", "powered");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer wrong",
        "Bearer ",
        "Bearer",
        "secret",
        "Basic secret",
        "bearer secret",
        "Bearer secret2",
        "Bearer secre",
        ""
      })
  void anythingElseThanTheTokenIsRefused(String authorization) throws Exception {
    RawHttp.Answer answer = status().header("Authorization", authorization).send();

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void theTokenIsNotTakenFromTheQueryOrACookie() throws Exception {
    RawHttp.Answer answer =
        request("GET " + ApiPaths.STATUS + "?token=secret&access_token=secret")
            .without("Authorization")
            .header("Cookie", "token=secret")
            .send();

    assertThat(answer.status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "127.0.0.1",
        "localhost",
        "127.0.0.1.evil.example:80",
        "127.0.0.2:PORT",
        "[::1]:PORT",
        "evil@127.0.0.1:PORT",
        "127.0.0.1:1"
      })
  void anotherHostIsRefused(String host) throws Exception {
    RawHttp.Answer answer =
        status().header("Host", host.replace("PORT", "" + server.port())).send();

    // Some of these are refused as malformed before they reach the guard.
    assertThat(answer.status()).isIn(400, 403);
    assertThat(answer.body()).doesNotContain("mounts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "null",
        "https://127.0.0.1:PORT",
        "http://127.0.0.1:1",
        "http://127.0.0.1",
        "file://"
      })
  void anotherOriginIsRefusedEvenWithTheToken(String origin) throws Exception {
    RawHttp.Answer answer =
        status().header("Origin", origin.replace("PORT", "" + server.port())).send();

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void ourOwnOriginIsLetIn() throws Exception {
    assertThat(status().header("Origin", "http://127.0.0.1:" + server.port()).send().status())
        .isEqualTo(200);
  }

  @Test
  void whatABrowserCallsCrossSiteIsRefused() throws Exception {
    assertThat(status().header("Sec-Fetch-Site", "cross-site").send().status()).isEqualTo(403);
    assertThat(status().header("Sec-Fetch-Site", "none").send().status()).isEqualTo(200);
  }

  @Test
  void noAnswerInvitesOtherPages() throws Exception {
    RawHttp.Answer plain = status().send();
    RawHttp.Answer preflight =
        request("OPTIONS " + ApiPaths.STATUS)
            .header("Origin", "http://evil.example")
            .header("Access-Control-Request-Method", "GET")
            .send();

    assertThat(plain.head()).doesNotContainIgnoringCase("access-control");
    assertThat(preflight.head()).doesNotContainIgnoringCase("access-control");
    assertThat(preflight.status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonp"
      })
  void onlyJsonIsTaken(String type) throws Exception {
    int before = stops.get();
    RawHttp.Answer answer =
        request("POST " + ApiPaths.STOP).header("Content-Type", type).body("{}").send();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(stops).hasValue(before);
  }

  @Test
  void unknownRoutesAskForTheTokenToo() throws Exception {
    assertThat(request("GET /").without("Authorization").send().status()).isEqualTo(401);
    assertThat(request("GET /api/v1/nope").without("Authorization").send().status()).isEqualTo(401);
    RawHttp.Answer answer = request("GET /api/v1/nope").send();
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("\"code\":\"NOT_FOUND\"");
  }

  @Test
  void metricsAreForWhoHasTheToken() throws Exception {
    assertThat(request("GET " + ApiPaths.METRICS).without("Authorization").send().status())
        .isEqualTo(401);
    RawHttp.Answer answer = request("GET " + ApiPaths.METRICS).send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.head()).contains("text/plain; version=0.0.4");
    assertThat(answer.body()).contains("\nhffs_fetched_bytes_total{source=\"hub\"} 30\n");
  }

  /** What a page in a browser, a rebound name, or a program without the token would send. */
  private RawHttp abuse(Random random) {
    boolean changes = random.nextBoolean();
    RawHttp request = request(changes ? "POST " + ApiPaths.STOP : "GET " + any(random, PATHS));
    if (changes) {
      request.header("Content-Type", "application/json").body("{}");
    }
    int port = server.port();
    return switch (random.nextInt(7)) {
      case 0 -> request.without("Authorization");
      case 1 -> request.header("Authorization", "Bearer " + any(random, GUESSES));
      case 2 -> request.header("Host", any(random, NAMES) + ":" + port);
      case 3 -> request.header("Origin", "http://" + any(random, NAMES) + ":" + port);
      case 4 -> request.header("Sec-Fetch-Site", "cross-site");
      case 5 ->
          request
              .without("Authorization")
              .header("Cookie", "token=" + TOKEN)
              .header("Origin", "http://127.0.0.1:" + port);
      default -> request.header("Host", "127.0.0.1:" + (port ^ (1 + random.nextInt(1000))));
    };
  }

  private static String any(Random random, List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  @Test
  @FaultCase(29)
  void noneOfManyAbusesIsAccepted(FaultRun run) throws Exception {
    Random random = run.random();
    int before = stops.get();
    int refused = 0;
    for (int i = 0; i < run.times(150, 5000); i++) {
      RawHttp request = abuse(random);
      RawHttp.Answer answer = request.send();
      assertThat(answer.status()).as("%s", request).isIn(400, 401, 403);
      assertThat(answer.body()).as("%s", request).doesNotContain("mounts", "repos", "hffs_");
      refused++;
    }
    assertThat(stops).hasValue(before);
    assertThat(backend.calls).isEmpty();
    assertThat(status().send().status()).as("with the token").isEqualTo(200);
    run.fired(refused, "requests refused, none accepted");
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() throws Exception {
    RawHttp.Answer answer =
        request("POST " + ApiPaths.MOUNTS)
            .header("Content-Type", "application/json")
            .body("{\"mountpoint\":\"" + "x".repeat(2 << 20) + "\"}")
            .send();

    assertThat(answer.status()).isIn(400, 413);
    assertThat(backend.calls).isEmpty();
  }

  @Test
  void onlyLoopbackListens() throws Exception {
    List<InetAddress> others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .toList();
    for (InetAddress address : others) {
      assertThatThrownBy(() -> new Socket(address, server.port()).close())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void stopAnswersBeforeItStops() throws Exception {
    int before = stops.get();
    RawHttp.Answer answer =
        request("POST " + ApiPaths.STOP)
            .header("Content-Type", "application/json; charset=utf-8")
            .body("{}")
            .send();

    assertThat(answer.status()).isEqualTo(202);
    assertThat(stops).hasValue(before + 1);
  }
}
