package io.hffs.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiJsonTest {

  private static final RepoId REPO = RepoId.parse("datasets/org/name");
  private static final CommitHash COMMIT = new CommitHash("ab".repeat(20));
  private static final RepoPath FILE = new RepoPath("sub dir/ü.bin");
  private static final Path PATH = Path.of("/mnt/a b");
  private static final URI HUB = URI.create("https://hub.test");

  static Stream<Object> values() {
    MountView mount = new MountView(PATH, HUB, Instant.ofEpochSecond(1, 5_000_000), true);
    PeerView peer =
        new PeerView(
            "ab".repeat(32),
            "desk",
            "10.0.0.2:9009",
            PeerView.State.UNREACHABLE,
            Instant.EPOCH,
            "no answer",
            1,
            2,
            3,
            4,
            5,
            true,
            null);
    CacheView cache = new CacheView(PATH, 1, 2, 3, 4);
    return Stream.of(
        new ApiError(ErrorCode.BUSY, "in use"),
        new MountRequest(PATH, true, false),
        new UnmountRequest(PATH, UnmountMode.LAZY),
        mount,
        new RepoView(REPO, 1, 2, 3, PATH, List.of(new Revision("refs/pr/1")), null, true),
        new FileView(
            List.of(Revision.MAIN), COMMIT, FILE, 5, 4, BlobId.sha256("0f".repeat(32)), null),
        new DownloadRequest(
            REPO, Revision.MAIN, FILE, List.of("*.bin"), List.of(), new AccessToken("t")),
        new Progress(1, 2, 3, 4, 5, FILE),
        new DownloadView(REPO, Revision.MAIN, COMMIT, PATH, 1, 2, 3),
        new RemovalRequest(REPO, Revision.MAIN, FILE, true),
        new RemovalView(List.of("a"), 1),
        new VerifyRequest(null),
        new VerifyView(1, 2, List.of(new VerifyProblem(REPO, FILE, "a", "b"))),
        new PruneRequest(true),
        new PinRequest(REPO, Revision.MAIN, false),
        new RefreshRequest(REPO),
        new RefreshView(REPO, List.of(new RefreshView.RefMove(Revision.MAIN, null, COMMIT))),
        new LoginRequest(new AccessToken("t")),
        new IdentityView("me", List.of(), HUB, "HF_TOKEN"),
        new SourceView("hub", HUB, Duration.ofMillis(12), null, "slow"),
        peer,
        new InviteRequest(true, Duration.ofMinutes(15)),
        new InviteView("hffs1.token", Instant.EPOCH, 9009),
        new AddPeerRequest("desk", 9009, "hffs1.token", false),
        new RemovePeerRequest("desk"),
        new SearchRequest(REPO, FILE, Revision.MAIN),
        new HolderView("desk", null, 1, 2),
        new StatusView(
            "1",
            2,
            Instant.EPOCH,
            3,
            HUB,
            cache,
            List.of(mount),
            new TransferView(Map.of("hub", 1L), 2, 3),
            List.of(peer),
            List.of(new JobView("verify", Instant.EPOCH, 1, 2)),
            List.of("A port is taken.")),
        DoctorFinding.warn("a", "b", "c"),
        new ConfigEntry("k", "v", ConfigEntry.Origin.ENV, "HF_HOME"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void whatIsWrittenIsReadAgain(Object value) throws Exception {
    String json = ApiJson.mapper().writeValueAsString(value);

    assertThat(ApiJson.mapper().readValue(json, value.getClass())).as(json).isEqualTo(value);
  }

  @Test
  void valuesArePlainStrings() throws Exception {
    assertThat(ApiJson.mapper().writeValueAsString(new MountRequest(PATH, false, false)))
        .isEqualTo("{\"mountpoint\":\"/mnt/a b\",\"allowOther\":false,\"xattr\":false}");
    assertThat(ApiJson.mapper().writeValueAsString(new PinRequest(REPO, null, true)))
        .isEqualTo("{\"repo\":\"datasets/org/name\",\"revision\":null,\"pinned\":true}");
  }

  @Test
  void aStateIsAWord() throws Exception {
    assertThat(ApiJson.text(PeerView.State.ACTIVE)).isEqualTo("\"active\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"host\":\"desk\",\"port\":null,\"invite\":null,\"legacy\":false}",
        "{\"host\":\"desk\",\"port\":null,\"invite\":\"t\",\"legacy\":true}",
        "{\"host\":\" \",\"port\":null,\"invite\":\"t\",\"legacy\":false}",
        "{\"host\":\"desk\",\"port\":65536,\"invite\":\"t\",\"legacy\":false}"
      })
  void aPeerThatCannotBeMeantIsRefused(String json) {
    assertThatThrownBy(() -> ApiJson.mapper().readValue(json, AddPeerRequest.class))
        .isInstanceOf(JsonProcessingException.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anInviteIsNotForEver() {
    assertThatThrownBy(() -> new InviteRequest(false, Duration.ofDays(2)))
        .hasMessageContaining("write 1s to 24h");
    assertThatThrownBy(() -> new InviteRequest(false, Duration.ZERO))
        .hasMessageContaining("write 1s to 24h");
  }

  @Test
  void anInviteIsNotPrinted() {
    assertThat(new InviteView("secret", Instant.EPOCH, 1).toString()).doesNotContain("secret");
    assertThat(new AddPeerRequest("desk", 1, "secret", false).toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"repo\":\"../../etc\",\"pinned\":true}",
        "{\"repo\":\"\",\"pinned\":true}",
        "{\"repo\":null,\"pinned\":true}",
        "{\"pinned\":true}",
        "{\"repo\":\"org/name\"}",
        "{\"repo\":\"org/name\",\"pinned\":true,\"more\":1}",
        "{\"repo\":[\"org/name\"],\"pinned\":true}",
        "{\"repo\":\"org/name\",\"pinned\":true} trailing",
        "[]"
      })
  void whatIsNotARequestIsRefused(String json) {
    assertThatThrownBy(() -> ApiJson.mapper().readValue(json, PinRequest.class))
        .isInstanceOf(JsonProcessingException.class);
  }
}
