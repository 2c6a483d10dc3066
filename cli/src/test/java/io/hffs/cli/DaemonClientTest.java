package io.hffs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.cli.client.DaemonClient;
import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.DownloadRequest;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.LoginRequest;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.PruneRequest;
import io.hffs.daemon.api.RefreshRequest;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.api.SearchRequest;
import io.hffs.daemon.api.UnmountMode;
import io.hffs.daemon.api.UnmountRequest;
import io.hffs.daemon.api.VerifyRequest;
import io.hffs.daemon.http.ApiServer;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against the real server: each call arrives as it was made and comes back whole. */
class DaemonClientTest {

  private static final Path MOUNT = Path.of("/mnt/hf");
  private static final DownloadRequest DOWNLOAD =
      new DownloadRequest(FakeApi.REPO, Revision.MAIN, null, List.of("*"), List.of(), null);

  private final FakeApi api = new FakeApi();
  private ApiServer server;
  private DaemonClient client;

  @BeforeEach
  void start() throws Exception {
    server = ApiServer.start(0, "secret", api);
    client = new DaemonClient(new DaemonAddress(1, server.port(), "secret"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyCallArrives() throws Exception {
    LoginRequest login = new LoginRequest(new AccessToken("t"));
    RemovalRequest removal = new RemovalRequest(FakeApi.REPO, Revision.MAIN, null, true);
    assertThat(client.mount(new MountRequest(MOUNT, true, false)).allowOther()).isTrue();
    assertThat(client.mounts()).isEqualTo(api.mounts);
    assertThat(client.status().mounts()).isEqualTo(api.mounts);
    client.unmount(new UnmountRequest(MOUNT, UnmountMode.LAZY));
    assertThat(client.repos()).isEqualTo(api.repos);
    assertThat(client.files(FakeApi.REPO)).isEqualTo(api.files);
    assertThat(client.remove(removal)).isEqualTo(api.removal);
    assertThat(client.prune(new PruneRequest(true))).isEqualTo(api.removal);
    assertThat(client.verify(new VerifyRequest(null), ProgressSink.NONE).files()).isEqualTo(2);
    client.pin(new PinRequest(FakeApi.REPO, null, true));
    assertThat(client.refresh(new RefreshRequest(FakeApi.REPO)).refs()).hasSize(2);
    assertThat(client.login(login).user()).isEqualTo("someone");
    client.logout();
    assertThat(client.examine()).isEmpty();
    client.stop();

    assertThat(api.asked)
        .containsExactly(
            new MountRequest(MOUNT, true, false),
            "status",
            new UnmountRequest(MOUNT, UnmountMode.LAZY),
            "repos",
            FakeApi.REPO,
            removal,
            new PruneRequest(true),
            new VerifyRequest(null),
            new PinRequest(FakeApi.REPO, null, true),
            new RefreshRequest(FakeApi.REPO),
            login,
            "whoami",
            "logout",
            "examine",
            "stop");
  }

  @Test
  void everyCallAboutPeersArrives() throws Exception {
    InviteRequest invite = new InviteRequest(true, Duration.ofMinutes(15));
    AddPeerRequest add = new AddPeerRequest("desk", 9100, "hffs1.token", false);
    RemovePeerRequest removal = new RemovePeerRequest("desk");
    SearchRequest search = new SearchRequest(FakeApi.REPO, new RepoPath("a.bin"), Revision.MAIN);

    assertThat(client.invite(invite)).isEqualTo(api.invite(invite));
    assertThat(client.addPeer(add)).isEqualTo(FakeApi.DESK);
    assertThat(client.peers()).isEqualTo(api.peers);
    assertThat(client.removePeer(removal)).isEqualTo(api.peers);
    assertThat(client.search(search)).isEqualTo(api.holders);

    assertThat(api.asked).containsExactly(invite, invite, add, "peers", removal, search);
  }

  @Test
  void aDownloadStreamsItsProgress() throws Exception {
    List<Progress> seen = new ArrayList<>();

    assertThat(client.download(DOWNLOAD, seen::add)).isEqualTo(api.download(DOWNLOAD, seen::add));

    assertThat(seen.subList(0, 2)).isEqualTo(seen.subList(2, 4));
  }

  @Test
  void anErrorKeepsItsCodeAndSentence() {
    api.failure = new ApiException(ErrorCode.DENIED, "Accept the terms first: https://hub.test/x");

    for (ApiException seen :
        List.of(
            catchThrowableOfType(ApiException.class, client::repos),
            catchThrowableOfType(
                ApiException.class, () -> client.download(DOWNLOAD, ProgressSink.NONE)))) {
      assertThat(seen.code()).isEqualTo(ErrorCode.DENIED);
      assertThat(seen).hasMessage("Accept the terms first: https://hub.test/x");
    }
  }

  @Test
  void aSinkThatHasEnoughEndsTheDownload() {
    assertThatThrownBy(() -> client.download(DOWNLOAD, progress -> false))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
  }

  @Test
  void aWrongTokenIsExplained() {
    DaemonClient stranger = new DaemonClient(new DaemonAddress(1, server.port(), "wrong"));

    assertThatThrownBy(stranger::status).hasMessageContaining("HTTP 401");
    assertThatThrownBy(() -> stranger.download(DOWNLOAD, ProgressSink.NONE))
        .hasMessageContaining("HTTP 401");
  }

  @Test
  void aDaemonThatIsGoneIsNamed() {
    server.close();

    assertThatThrownBy(client::status)
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("process 1, port " + server.port());
  }

  @Test
  void theTokenIsNotInTheAddressAsText() {
    assertThat(new DaemonAddress(1, 2, "secret").toString()).doesNotContain("secret");
  }
}
