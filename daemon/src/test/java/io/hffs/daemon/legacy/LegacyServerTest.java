package io.hffs.daemon.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.http.RawHttp;
import io.hffs.daemon.http.RawHttp.Answer;
import io.hffs.fs.device.PeerAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer, over a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LegacyServerTest {

  private static final String FILE = "/org/name/resolve/main/config.json";
  private static final String CONTENT = "0123456789abcdefghij";

  private FakeLibrary library;
  private LegacyServer server;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    library =
        new FakeLibrary(directory)
            .with("org/name", "config.json", CONTENT)
            .with("org/name", "sub dir/deep/weights.bin", "weights")
            .with("org/name", "empty.txt", "")
            .with("org/name", "gone.bin", "gone")
            .withAbsent("org/name", "absent.bin")
            .withHidden("org/name", "hidden.bin")
            .with("gpt2", "config.json", CONTENT)
            .with("datasets/org/name", "data.csv", "a,b")
            .with("spaces/org/name", "app.py", "print()")
            .with("org/part", "config.json", CONTENT)
            .partial("org/part");
    library.evict("gone.bin");
    server =
        LegacyServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            library,
            () ->
                List.of(
                    new LiveNode(
                        new PeerAddress("10.0.0.7", 9090), Instant.ofEpochSecond(1_700_000_000))),
            LegacyServer.LIMITS,
            16);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private RawHttp request(String line) {
    return new RawHttp(server.port(), line).header("Host", "127.0.0.1:" + server.port());
  }

  private Answer get(String path) throws Exception {
    return request("GET " + path).send();
  }

  private Answer range(String range) throws Exception {
    return request("GET " + FILE).header("Range", range).send();
  }

  @ParameterizedTest
  @CsvSource({
    "/hffs_api/ping?seq=1a2b3c4d, pong",
    "/hffs_api/status, {}",
    "/hffs_api/peer_change, ''",
    "/hffs_api/peers/ping, ''",
    "/hffs_api/daemon/status, ''",
    "/hffs_api/daemon/peers_change, ''",
    "/hfmc_api/peers/ping, ''",
    "/hfmc_api/daemon/status, ''",
    "/hfmc_api/daemon/peers_change, ''"
  })
  void pingsOfEachGenerationAreAnsweredItsWay(String path, String body) throws Exception {
    Answer answer = get(path);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
  }

  @Test
  void liveNodesAreToldInTheFormOfTheGeneration() throws Exception {
    assertThat(get("/hffs_api/alive_peers").body())
        .isEqualTo("[{\"ip\":\"10.0.0.7\",\"port\":9090}]");
    String later = "[{\"ip\":\"10.0.0.7\",\"port\":9090,\"alive\":true,\"epoch\":1700000000}]";
    assertThat(get("/hffs_api/daemon/peers_alive").body()).isEqualTo(later);
    assertThat(get("/hfmc_api/daemon/peers_alive").body()).isEqualTo(later);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/hffs_api/alive_peers",
        "/hffs_api/peer_change",
        "/hffs_api/daemon/peers_alive",
        "/hfmc_api/daemon/peers_alive",
        "/hfmc_api/daemon/peers_change"
      })
  void whatIsForThisMachineIsRefusedToWebPages(String path) throws Exception {
    Answer page = request("GET " + path).header("Origin", "http://evil.example").send();
    Answer rebound = request("GET " + path).header("Host", "evil.example").send();

    assertThat(List.of(page, rebound)).extracting(Answer::status).containsOnly(403);
    assertThat(List.of(page, rebound)).extracting(Answer::body).containsOnly("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"POST /hffs_api/stop", "GET /hffs_api/daemon/stop", "GET /hfmc_api/daemon/stop"})
  void nobodyStopsTheDaemon(String line) throws Exception {
    assertThat(request(line).send().status()).isEqualTo(403);
    assertThat(get("/hfmc_api/daemon/status").status()).isEqualTo(200);
  }

  @Test
  void aFileComesWithAllThatTheHubSaysOfIt() throws Exception {
    Answer answer = get(FILE);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(CONTENT);
    assertThat(answer.header("ETag")).isEqualTo('"' + FakeLibrary.blob("config.json").hex() + '"');
    assertThat(answer.header("X-Repo-Commit")).isEqualTo(FakeLibrary.COMMIT.hex());
    assertThat(answer.header("Content-Length")).isEqualTo("20");
    assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename*=UTF-8''config.json; filename=\"config.json\"");
    assertThat(answer.header("Transfer-Encoding")).isNull();
    assertThat(answer.header("Content-Encoding")).isNull();
  }

  @Test
  void headTellsTheSameWithoutTheBytes() throws Exception {
    Answer head = request("HEAD " + FILE).header("Range", "bytes=5-").send();

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("ETag", "X-Repo-Commit", "Content-Length", "Accept-Ranges")) {
      assertThat(head.header(name)).as(name).isEqualTo(get(FILE).header(name)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/org/name/resolve/0123456789abcdef0123456789abcdef01234567/config.json",
        "/org/name/resolve/01234567/config.json",
        "/org/name/resolve/refs%2Fpr%2F1/config.json",
        "/org/name/resolve/main/config.json?download=true",
        "/org/name/resolve/main/sub%20dir/deep/weights.bin",
        "/org/name/resolve/main/sub%20dir%2Fdeep%2Fweights.bin",
        "/gpt2/resolve/main/config.json",
        "/datasets/org/name/resolve/main/data.csv",
        "/spaces/org/name/resolve/main/app.py"
      })
  void filesAreFoundByEveryNameTheyHave(String path) throws Exception {
    Answer head = request("HEAD " + path).send();

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("ETag")).matches("\"[0-9a-f]{40}\"");
    assertThat(get(path).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, bytes 0-0/20, 0",
    "bytes=5-, bytes 5-19/20, 56789abcdefghij",
    "bytes=5-7, bytes 5-7/20, 567",
    "bytes=18-1000, bytes 18-19/20, ij",
    "bytes=-10, bytes 10-19/20, abcdefghij"
  })
  void oneRangeIsAnsweredWithItsBytes(String range, String contentRange, String body)
      throws Exception {
    Answer answer = range(range);

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.header("Content-Range")).isEqualTo(contentRange);
    assertThat(answer.header("Content-Length")).isEqualTo("" + body.length());
    assertThat(answer.body()).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,3-4", "bytes=9-5", "bytes=x", ""})
  void otherRangesAreIgnored(String range) throws Exception {
    Answer answer = range(range);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(CONTENT);
    assertThat(answer.header("Content-Range")).isNull();
  }

  @Test
  void aRangeBeyondTheEndIsRefusedWithTheSize() throws Exception {
    Answer answer = range("bytes=20-");

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("Content-Range")).isEqualTo("bytes */20");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aRangeOfAnotherVersionIsTheWholeFile() throws Exception {
    String etag = '"' + FakeLibrary.blob("config.json").hex() + '"';
    RawHttp request = request("GET " + FILE).header("Range", "bytes=5-");

    assertThat(request.header("If-Range", "\"other\"").send().status()).isEqualTo(200);
    assertThat(request.header("If-Range", etag).send().status()).isEqualTo(206);
  }

  @Test
  void anEmptyFileIsServed() throws Exception {
    Answer answer = get("/org/name/resolve/main/empty.txt");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource({
    "/org/name/resolve/main/nope.txt, EntryNotFound",
    "/org/name/resolve/main/sub%20dir, EntryNotFound",
    "/org/name/resolve/nope/config.json, RevisionNotFound",
    "/org/nope/resolve/main/config.json, RepoNotFound",
    "/datasets/gpt2/resolve/main/config.json, RepoNotFound",
    "/api/models/org/nope, RepoNotFound",
    "/api/models/org/name/revision/nope, RevisionNotFound",
    "/hfmc_api/fetch/repo_file_list/org/nope/main, RepoNotFound"
  })
  void whatIsUnknownIsToldWithTheCodeOfTheHub(String path, String code) throws Exception {
    Answer answer = get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("X-Error-Code")).isEqualTo(code);
    assertThat(answer.header("ETag")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/org/name/resolve/main/absent.bin",
        "/org/name/resolve/main/hidden.bin",
        "/org/name/resolve/main/gone.bin",
        "/org/part/resolve/main/other.json",
        "/api/models/org/part",
        "/hfmc_api/fetch/repo_file_list/org/part/main",
        "/hfmc_api/daemon/nope",
        "/api/whoami-v2",
        "/org/name/raw/main/config.json",
        "/org/name/resolve/main/..%2F..%2F..%2Fetc%2Fpasswd",
        "/"
      })
  void whatIsMerelyNotHereIsNotSaidNotToExist(String path) throws Exception {
    Answer answer = get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("X-Error-Code")).isNull();
    assertThat(answer.header("X-Repo-Commit")).isNull();
  }

  @Test
  void aRepositoryIsDescribedCompactlyForProgramsThatGrep() throws Exception {
    Answer answer = get("/api/models/org/name/revision/main");

    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.body())
        .contains(
            "\"id\":\"org/name\"",
            "\"sha\":\"" + FakeLibrary.COMMIT + "\"",
            "\"lastModified\":\"2026-01-02T03:04:05.000Z\"",
            "\"private\":false",
            "\"gated\":false",
            "{\"rfilename\":\"absent.bin\"},{\"rfilename\":\"config.json\"}");
    assertThat(get("/api/datasets/org/name").body()).contains("{\"rfilename\":\"data.csv\"}");
    assertThat(get("/api/models/gpt2").body()).contains("\"id\":\"gpt2\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "01234567", "0123456789abcdef0123456789abcdef01234567"})
  void theListOfFilesIsTheWholeTree(String revision) throws Exception {
    for (String program : List.of("hffs", "hfmc")) {
      assertThat(get("/" + program + "_api/fetch/repo_file_list/org/name/" + revision).body())
          .isEqualTo(
              "[\"absent.bin\",\"config.json\",\"empty.txt\",\"gone.bin\",\"hidden.bin\","
                  + "\"sub dir/deep/weights.bin\"]");
    }
  }

  @Test
  void nothingCanBeChangedAndNothingIsToldOfTheServer() throws Exception {
    for (String method : List.of("PUT", "DELETE", "PATCH", "POST")) {
      assertThat(request(method + " " + FILE).send().status()).as(method).isIn(404, 405);
    }
    Answer answer = get("/nope");
    assertThat(answer.body()).isEmpty();
    assertThat(answer.head().toLowerCase(Locale.ROOT))
        .doesNotContain("server:", "jetty", "javalin", "hffs", "powered", "access-control");
  }

  @Test
  void headersOfMoreThanEightKibibytesAreRefused() throws Exception {
    Answer answer = request("GET " + FILE).header("X-Much", "x".repeat(9 << 10)).send();

    assertThat(answer.status()).isEqualTo(431);
  }

  @Test
  void aTakenPortIsToldWithWhatToDo() {
    InetSocketAddress taken =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());

    assertThatThrownBy(() -> LegacyServer.start(taken, library, List::of, LegacyServer.LIMITS, 16))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("peers.legacy-port");
  }
}
