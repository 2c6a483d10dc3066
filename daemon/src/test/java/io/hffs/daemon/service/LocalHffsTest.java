package io.hffs.daemon.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.api.DoctorFinding.Level;
import io.hffs.daemon.api.DownloadRequest;
import io.hffs.daemon.api.DownloadView;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.JobView;
import io.hffs.daemon.api.LoginRequest;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.api.SearchRequest;
import io.hffs.daemon.api.SourceView;
import io.hffs.daemon.backend.FakeBackend;
import io.hffs.daemon.backend.FakePeers;
import io.hffs.daemon.backend.NoPeers;
import io.hffs.daemon.config.ConfigLoader;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalHffsTest {

  @TempDir Path directory;
  private FakeBackend backend;
  private LocalHffs api;
  private LocalHffs withoutDaemon;

  @BeforeEach
  void open() throws Exception {
    backend = new FakeBackend(directory);
    api = api(new DaemonControl("test", 1, Instant.EPOCH, () -> 9010, () -> {}));
    withoutDaemon = api(DaemonControl.none("test", Instant.EPOCH));
  }

  private LocalHffs api(DaemonControl control) throws Exception {
    Map<String, String> environment = Map.of("HF_ENDPOINT", FakeBackend.HUB.toString());
    return new LocalHffs(
        backend, new ConfigLoader(environment, directory, Map.of()).load(), control, () -> {});
  }

  private static DownloadRequest download(String file, String... include) {
    return new DownloadRequest(
        FakeBackend.REPO,
        Revision.MAIN,
        file == null ? null : new RepoPath(file),
        List.of(include),
        List.of(),
        null);
  }

  @Test
  void aDownloadFetchesTheChosenFilesOfOneCommit() throws Exception {
    DownloadView done = api.download(download(null, "*.safetensors", "onnx/"), ProgressSink.NONE);

    assertThat(backend.calls)
        .containsExactly("resolve org/model main", "fetch [model-1.safetensors, onnx/model.onnx]");
    assertThat(done.files()).isEqualTo(2);
    assertThat(done.sizeBytes()).isEqualTo(50);
    assertThat(done.movedBytes()).isEqualTo(50);
    assertThat(done.path())
        .isEqualTo(
            directory
                .resolve("hub/models--org--model/snapshots")
                .resolve(FakeBackend.COMMIT.hex()));
  }

  @Test
  void aDownloadOfOneFileEndsAtThatFile() throws Exception {
    DownloadView done = api.download(download("onnx/model.onnx"), ProgressSink.NONE);

    assertThat(done.path().toString()).endsWith(FakeBackend.COMMIT + "/onnx/model.onnx");
    assertThat(done.files()).isEqualTo(1);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> api.download(download("no.bin"), ProgressSink.NONE))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("no.bin");
  }

  @Test
  void aDirectoryIsNotAFile() {
    assertThatThrownBy(() -> api.download(download("onnx"), ProgressSink.NONE))
        .hasMessageContaining("--include 'onnx/'");
  }

  @Test
  void patternsThatMatchNothingAreAnError() {
    assertThatThrownBy(() -> api.download(download(null, "*.BIN"), ProgressSink.NONE))
        .hasMessageContaining("No file")
        .hasMessageContaining("case-sensitive");
    assertThat(backend.calls).hasSize(1);
  }

  @Test
  void aCommandWithoutADaemonCannotHoldAMount() {
    assertThatThrownBy(() -> withoutDaemon.mount(new MountRequest(directory, false, false)))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    assertThatThrownBy(withoutDaemon::stop).isInstanceOf(ApiException.class);
  }

  @Test
  void aMountPointMustBeAnEmptyDirectory() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    Path full = Files.createDirectories(directory.resolve("full/x")).getParent();
    Path empty = Files.createDirectory(directory.resolve("empty"));

    assertThatThrownBy(() -> mount(directory.resolve("missing"))).hasMessageContaining("mkdir -p");
    assertThatThrownBy(() -> mount(file)).hasMessageContaining("is not a directory");
    assertThatThrownBy(() -> mount(full)).hasMessageContaining("is not empty");
    assertThatThrownBy(() -> mount(Path.of("relative"))).hasMessageContaining("absolute");
    assertThat(backend.calls).isEmpty();
    mount(empty);
    assertThat(api.mounts()).hasSize(1);
  }

  @Test
  void aDeadMountMayBeMountedOver() throws Exception {
    Path dead = directory.resolve("dead");
    backend.stale.add(dead);

    mount(dead);

    assertThat(backend.calls).containsExactly("mount " + dead);
  }

  private void mount(Path path) throws ApiException {
    api.mount(new MountRequest(path, false, false));
  }

  @Test
  void peersAreOfADaemonAlone() throws Exception {
    AddPeerRequest add = new AddPeerRequest("desk", null, "hffs1.token", false);
    RemovePeerRequest remove = new RemovePeerRequest("desk");
    InviteRequest invite = new InviteRequest(false, Duration.ofMinutes(15));
    SearchRequest search = new SearchRequest(FakeBackend.REPO, null, Revision.MAIN);

    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> withoutDaemon.addPeer(add),
            () -> withoutDaemon.removePeer(remove),
            () -> withoutDaemon.invite(invite),
            () -> withoutDaemon.search(search),
            withoutDaemon::peers)) {
      assertThat(catchThrowableOfType(ApiException.class, call).code())
          .isEqualTo(ErrorCode.CONFLICT);
    }
    assertThat(backend.peers.asked).isEmpty();
    api.invite(invite);
    api.addPeer(add);
    assertThat(api.search(search)).hasSize(1);
    assertThat(api.removePeer(remove)).extracting(PeerView::name).containsExactly("desk");
    assertThat(backend.peers.asked).containsExactly(invite, add, search, remove);
  }

  @Test
  void peersAreListedByName() throws Exception {
    backend.peers.known.addAll(
        List.of(
            FakePeers.peer("desk", "bb".repeat(32)),
            FakePeers.peer("desk", "aa".repeat(32)),
            FakePeers.peer("attic", null)));

    assertThat(api.peers())
        .extracting(peer -> peer.name() + " " + peer.id())
        .containsExactly("attic null", "desk " + "aa".repeat(32), "desk " + "bb".repeat(32));
    assertThat(api.status().peers()).isEqualTo(api.peers());
    assertThat(withoutDaemon.status().peers()).hasSize(3);
  }

  @Test
  void aFileSystemWithoutPeersSaysSo() throws Exception {
    NoPeers none = new NoPeers();

    assertThat(none.all()).isEmpty();
    assertThatThrownBy(() -> none.invite(new InviteRequest(false, Duration.ofMinutes(1))))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
  }

  @Test
  void aDownloadIsAJobWhileItRuns() throws Exception {
    List<JobView> seen = new ArrayList<>();

    api.download(
        download("config.json"),
        progress -> {
          try {
            return seen.addAll(api.status().jobs());
          } catch (ApiException e) {
            throw new IllegalStateException(e);
          }
        });

    assertThat(seen).extracting(JobView::what).containsOnly("download org/model at main");
    assertThat(seen.get(seen.size() - 1).doneBytes()).isEqualTo(10);
    assertThat(api.status().jobs()).isEmpty();
  }

  @Test
  void aTokenIsStoredOnlyAfterTheHubTookIt() throws Exception {
    assertThatThrownBy(() -> api.login(new LoginRequest(new AccessToken("bad"))))
        .isInstanceOf(ApiException.class);
    assertThat(backend.stored).isNull();

    api.login(new LoginRequest(new AccessToken("good")));
    assertThat(backend.calls).containsExactly("whoami", "whoami", "storeToken");
  }

  @ParameterizedTest
  @EnumSource(SourceException.Kind.class)
  void everyKindOfSourceFailureHasACode(SourceException.Kind kind) {
    backend.failure = new SourceException(kind, "The Hub said no.");

    ApiException seen = catchThrowableOfType(ApiException.class, api::repos);

    assertThat(seen.code()).isEqualTo(ApiErrors.codeOf(kind)).isNotEqualTo(ErrorCode.INTERNAL);
    assertThat(seen).hasMessage("The Hub said no.");
  }

  @Test
  void faultsOfTheMachineAreTold() {
    backend.failure = new AccessDeniedException("/data/hffs/blobs");
    assertThatThrownBy(api::repos)
        .hasMessage("No permission for /data/hffs/blobs; check its owner and mode.");

    backend.failure = new IOException("Input/output error");
    assertThatThrownBy(api::repos)
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
        .hasMessageContaining("Input/output error");
  }

  @Test
  void theDoctorAsksHubClockTokenAndMounts() throws Exception {
    List<DoctorFinding> findings = api.examine();

    assertThat(findings)
        .extracting(DoctorFinding::subject)
        .containsExactly("Hub", "Clock", "Hub token", "Stale mounts");
    assertThat(findings).extracting(DoctorFinding::level).containsOnly(Level.OK);
  }

  @Test
  void theDoctorTellsWhatIsWrong() throws Exception {
    backend.stored = new AccessToken("bad");
    backend.stale.add(Path.of("/mnt/dead"));
    backend.sources.add(
        new SourceView("hub", FakeBackend.HUB, Duration.ZERO, Duration.ofHours(-2), null));
    backend.sources.add(
        new SourceView("mirror", URI.create("https://m.test"), null, null, "connection refused"));

    List<DoctorFinding> findings = api.examine();

    assertThat(findings)
        .extracting(f -> f.subject() + " " + f.level())
        .containsExactly(
            "Hub OK", "Clock FAIL", "Mirror WARN", "Hub token FAIL", "Stale mounts WARN");
    assertThat(findings.get(1).detail()).isEqualTo("7200 s behind the Hub's");
    assertThat(findings.stream().filter(f -> f.level() != Level.OK))
        .allSatisfy(f -> assertThat(f.advice()).isNotEmpty());
  }

  @Test
  void theDoctorNamesWhatTheStatusWarnsOf() throws Exception {
    String warning = "Source 'hub' has not answered since 09:30.";
    backend.warnings.add(warning);

    assertThat(api.status().warnings()).containsExactly(warning);
    assertThat(api.examine())
        .anySatisfy(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.WARN);
              assertThat(finding.detail()).isEqualTo(warning);
              assertThat(finding.advice()).isNotEmpty();
            });
  }

  @Test
  void theDoctorDoesNotAskForTheTokenWhereTheHubIsOutOfReach() throws Exception {
    backend.sources.add(new SourceView("hub", FakeBackend.HUB, null, null, "timed out"));

    assertThat(api.examine())
        .extracting(f -> f.subject() + " " + f.level())
        .containsExactly("Hub FAIL", "Stale mounts OK");
  }

  @Test
  void aTokenIsNeverPrinted() {
    assertThat(new LoginRequest(new AccessToken("hf_secret")).toString())
        .doesNotContain("hf_secret");
  }

  @Test
  void aRepositoryThatIsNotThereIsNamed() {
    DownloadRequest other =
        new DownloadRequest(
            RepoId.parse("no/such"), Revision.MAIN, null, List.of(), List.of(), null);

    assertThatThrownBy(() -> api.download(other, ProgressSink.NONE))
        .hasMessage("The Hub has no repository no/such.");
  }
}
