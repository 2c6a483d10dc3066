package io.hffs.daemon.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.http.RawHttp;
import io.hffs.daemon.http.RawHttp.Answer;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.peer.LegacyHttp;
import io.hffs.fs.peer.LegacyNode;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.source.BlobRef;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What HFFS and HFMC 0.1.8 send, request by request, and the checks that they, and huggingface_hub
 * 0.23.0 inside them, make of the answers.
 */
class OldClientsTest {

  private static final String COMMIT = FakeLibrary.COMMIT.hex();
  private static final String CONTENT = "0123456789".repeat(1000);
  private static final String FILE = "/org/name/resolve/" + COMMIT + "/sub/model.safetensors";
  private static final String BLOB = FakeLibrary.blob("sub/model.safetensors").hex();

  private LegacyServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    FakeLibrary library =
        new FakeLibrary(directory)
            .with("org/name", "sub/model.safetensors", CONTENT)
            .withAbsent("org/name", "other.bin");
    server =
        LegacyServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            library,
            () -> List.of(new LiveNode(new PeerAddress("10.0.0.7", 9090), Instant.EPOCH)),
            LegacyServer.LIMITS,
            16);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The daemon's prober and {@code search}: no token, no encoding refused. */
  private RawHttp aiohttp(String line) {
    return new RawHttp(server.port(), line)
        .header("Host", "127.0.0.1:" + server.port())
        .header("Accept", "*/*")
        .header("Accept-Encoding", "gzip, deflate")
        .header("User-Agent", "Python/3.11 aiohttp/3.9.5");
  }

  /** {@code hf_hub_download(endpoint=peer)}: with the user's token. */
  private RawHttp hub(String line) {
    return new RawHttp(server.port(), line)
        .header("Host", "127.0.0.1:" + server.port())
        .header("user-agent", "unknown/None; hf_hub/0.23.0; python/3.11.9")
        .header("Accept-Encoding", line.startsWith("HEAD") ? "identity" : "gzip, deflate")
        .header("Accept", "*/*")
        .header("authorization", "Bearer hf_secret");
  }

  /** {@code get_hf_file_metadata}: what must be there, or the download ends. */
  private record Metadata(String commit, String etag, long size) {

    static Metadata of(Answer head) {
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("X-Repo-Commit")).matches("[0-9a-f]{40}");
      assertThat(head.header("ETag")).matches("\"[0-9a-f]+\"");
      return new Metadata(
          head.header("X-Repo-Commit"),
          head.header("ETag").replace("\"", ""),
          Long.parseLong(head.header("Content-Length")));
    }
  }

  /**
   * {@code http_get} into {@code blobs/<etag>.incomplete}: appends whatever a good status brings,
   * then compares the sizes.
   */
  private String download(Metadata file, String incomplete) throws Exception {
    RawHttp request = hub("GET " + FILE);
    if (!incomplete.isEmpty()) {
      request.header("Range", "bytes=" + incomplete.length() + "-");
    }
    Answer answer = request.send();
    assertThat(answer.status()).isBetween(200, 299);
    assertThat(answer.header("Content-Encoding")).isNull();
    long announced = incomplete.length() + Long.parseLong(answer.header("Content-Length"));
    assertThat(announced).isEqualTo(file.size());
    String whole = incomplete + answer.body();
    assertThat(whole).hasSize((int) file.size());
    return whole;
  }

  @Test
  void hfmcAddsAFile() throws Exception {
    assertThat(aiohttp("GET /hfmc_api/peers/ping").send().status()).isEqualTo(200);
    assertThat(aiohttp("HEAD " + FILE).send().status()).isEqualTo(200);

    Metadata file = Metadata.of(hub("HEAD " + FILE).send());
    String whole = download(file, "");
    String etagToSave = Metadata.of(hub("HEAD " + FILE).send()).etag();

    assertThat(file).isEqualTo(new Metadata(COMMIT, BLOB, CONTENT.length()));
    assertThat(whole).isEqualTo(CONTENT);
    assertThat(etagToSave).isEqualTo(BLOB);
  }

  @Test
  void hfmcGoesOnWhereAnotherSourceStopped() throws Exception {
    Metadata file = Metadata.of(hub("HEAD " + FILE).send());

    assertThat(download(file, CONTENT.substring(0, 4321))).isEqualTo(CONTENT);
  }

  @Test
  void hfmcAddsARepositoryByTheListOfAPeer() throws Exception {
    Answer list = aiohttp("GET /hfmc_api/fetch/repo_file_list/org/name/" + COMMIT).send();

    assertThat(list.header("Content-Type")).startsWith("application/json");
    assertThat(list.body()).isEqualTo("[\"other.bin\",\"sub/model.safetensors\"]");
    // What it finds at no peer it gets from the sites, so the list has all files.
    assertThat(aiohttp("HEAD /org/name/resolve/" + COMMIT + "/other.bin").send().status())
        .isEqualTo(404);
    assertThat(aiohttp("HEAD " + FILE).send().status()).isEqualTo(200);
  }

  @Test
  void hfmcNeverGetsAnEmptyEtagForAShortHash() throws Exception {
    String byShortHash = FILE.replace(COMMIT, COMMIT.substring(0, 8));

    assertThat(Metadata.of(hub("HEAD " + byShortHash).send()))
        .isEqualTo(new Metadata(COMMIT, BLOB, CONTENT.length()));
  }

  @Test
  void hffsFindsAndAddsAFile() throws Exception {
    assertThat(aiohttp("GET /hffs_api/ping?seq=9f3c1a2b").send().body()).isEqualTo("pong");
    String byBranch = FILE.replace(COMMIT, "main");
    assertThat(aiohttp("HEAD " + byBranch).send().status()).isEqualTo(200);

    Metadata file = Metadata.of(hub("HEAD " + byBranch).send());

    assertThat(download(file, "")).isEqualTo(CONTENT);
    assertThat(download(file, CONTENT.substring(0, 1))).isEqualTo(CONTENT);
  }

  @Test
  void hffsAddsARepositoryByWhatAPeerTellsOfIt() throws Exception {
    Answer info = hub("GET /api/models/org/name/revision/main").send();

    assertThat(info.status()).isEqualTo(200);
    assertThat(info.body())
        .contains("\"sha\":\"" + COMMIT + "\"", "{\"rfilename\":\"sub/model.safetensors\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /hffs_api/status",
        "GET /hffs_api/alive_peers",
        "GET /hffs_api/peer_change",
        "GET /hffs_api/daemon/status",
        "GET /hffs_api/daemon/peers_alive",
        "GET /hfmc_api/daemon/status",
        "GET /hfmc_api/daemon/peers_alive",
        "GET /hfmc_api/daemon/peers_change"
      })
  void theirCommandLinesTakeUsForTheirDaemon(String line) throws Exception {
    assertThat(aiohttp(line).send().status()).isEqualTo(200);
  }

  @Test
  void ourOwnClientOfOldNodesGetsTheFileToo(@TempDir Path directory) throws Exception {
    RepoId repo = RepoId.parse("org/name");
    RepoPath path = new RepoPath("sub/model.safetensors");
    BlobRef blob =
        new BlobRef(
            FakeLibrary.blob(path.value()), CONTENT.length(), repo, FakeLibrary.COMMIT, path);
    Path into = Files.writeString(directory.resolve("got"), CONTENT.substring(0, 4321));
    try (LegacyHttp http = new LegacyHttp()) {
      LegacyNode node = new LegacyNode(http, new PeerAddress("127.0.0.1", server.port()));

      node.ping();
      assertThat(node.has(repo, FakeLibrary.COMMIT, path)).isTrue();
      node.download(blob, into, bytes -> {});
    }

    assertThat(into).hasContent(CONTENT);
  }
}
