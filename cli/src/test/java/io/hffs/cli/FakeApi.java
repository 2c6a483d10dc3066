package io.hffs.cli;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.CacheView;
import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.api.DownloadRequest;
import io.hffs.daemon.api.DownloadView;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.FileView;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.HolderView;
import io.hffs.daemon.api.IdentityView;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.InviteView;
import io.hffs.daemon.api.JobView;
import io.hffs.daemon.api.LoginRequest;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.PruneRequest;
import io.hffs.daemon.api.RefreshRequest;
import io.hffs.daemon.api.RefreshView;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovalView;
import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.api.RepoView;
import io.hffs.daemon.api.SearchRequest;
import io.hffs.daemon.api.StatusView;
import io.hffs.daemon.api.TransferView;
import io.hffs.daemon.api.UnmountRequest;
import io.hffs.daemon.api.VerifyProblem;
import io.hffs.daemon.api.VerifyRequest;
import io.hffs.daemon.api.VerifyView;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Answers from fields, and writes down what it was asked. */
final class FakeApi implements HffsApi {

  static final URI HUB = URI.create("https://hub.test");
  static final RepoId REPO = RepoId.parse("org/model");
  static final CommitHash COMMIT = new CommitHash("0123456789".repeat(4));
  static final CommitHash OLD_COMMIT = new CommitHash("fedcba9876".repeat(4));

  static final PeerView DESK =
      new PeerView(
          "ab".repeat(32),
          "desk",
          "10.0.0.2:9009",
          PeerView.State.ACTIVE,
          Instant.EPOCH,
          null,
          12,
          4_900_000_000L,
          35_000_000,
          1_200_000_000,
          0,
          false,
          null);

  final List<Object> asked = new ArrayList<>();
  List<MountView> mounts = new ArrayList<>();
  List<RepoView> repos =
      List.of(
          new RepoView(
              REPO,
              1_500_000,
              3_000_000,
              2,
              Path.of("/cache/hub/models--org--model"),
              List.of(Revision.MAIN),
              null,
              true));
  List<FileView> files =
      List.of(
          file("config.json", COMMIT, 10, 10),
          file("model.bin", COMMIT, 1000, 420),
          file("config.json", OLD_COMMIT, 11, 11));
  RemovalView removal = new RemovalView(List.of("org/model"), 2_000_000);
  List<VerifyProblem> problems = List.of();
  List<DoctorFinding> findings = List.of();
  PeerView added = DESK;
  List<PeerView> peers = List.of(DESK);
  List<HolderView> holders = List.of(new HolderView("desk", "10.0.0.2:9009", 420, 1000));
  List<JobView> jobs = List.of();
  List<String> warnings = List.of();
  TransferView transfer = TransferView.NONE;
  int invitePort = AddPeerRequest.DEFAULT_PORT;
  ApiException failure;
  boolean closed;

  private static FileView file(String path, CommitHash commit, long size, long cached) {
    return new FileView(
        commit.equals(COMMIT) ? List.of(Revision.MAIN) : List.of(),
        commit,
        new RepoPath(path),
        size,
        cached,
        BlobId.gitSha1("0".repeat(40)),
        cached == size ? Path.of("/cache/hub/" + commit.abbreviated() + "/" + path) : null);
  }

  private void ask(Object request) throws ApiException {
    asked.add(request);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public StatusView status() throws ApiException {
    ask("status");
    return new StatusView(
        "1",
        4711,
        Instant.EPOCH,
        9010,
        HUB,
        new CacheView(Path.of("/cache"), 1, 1_500_000, 0, 5_000_000_000L),
        mounts,
        transfer,
        peers,
        jobs,
        warnings);
  }

  @Override
  public void stop() throws ApiException {
    ask("stop");
  }

  @Override
  public MountView mount(MountRequest request) throws ApiException {
    ask(request);
    MountView view = new MountView(request.mountpoint(), HUB, Instant.EPOCH, request.allowOther());
    mounts.add(view);
    return view;
  }

  @Override
  public void unmount(UnmountRequest request) throws ApiException {
    ask(request);
    if (!mounts.removeIf(mount -> mount.mountpoint().equals(request.mountpoint()))) {
      throw new ApiException(ErrorCode.NOT_FOUND, "Nothing is mounted there.");
    }
  }

  @Override
  public List<MountView> mounts() throws ApiException {
    return List.copyOf(mounts);
  }

  @Override
  public List<RepoView> repos() throws ApiException {
    ask("repos");
    return repos;
  }

  @Override
  public List<FileView> files(RepoId repo) throws ApiException {
    ask(repo);
    return files;
  }

  @Override
  public DownloadView download(DownloadRequest request, ProgressSink sink) throws ApiException {
    ask(request);
    sink.report(new Progress(0, 3, 0, 1000, 0, null));
    sink.report(new Progress(3, 3, 1000, 1000, 900, null));
    return new DownloadView(
        request.repo(), request.revision(), COMMIT, Path.of("/cache/snapshot"), 3, 1000, 900);
  }

  @Override
  public RemovalView remove(RemovalRequest request) throws ApiException {
    ask(request);
    return removal;
  }

  @Override
  public VerifyView verify(VerifyRequest request, ProgressSink sink) throws ApiException {
    ask(request);
    return new VerifyView(2, 1000, problems);
  }

  @Override
  public RemovalView prune(PruneRequest request) throws ApiException {
    ask(request);
    return removal;
  }

  @Override
  public void pin(PinRequest request) throws ApiException {
    ask(request);
  }

  @Override
  public RefreshView refresh(RefreshRequest request) throws ApiException {
    ask(request);
    return new RefreshView(
        request.repo(),
        List.of(
            new RefreshView.RefMove(Revision.MAIN, OLD_COMMIT, COMMIT),
            new RefreshView.RefMove(new Revision("v1"), null, OLD_COMMIT)));
  }

  @Override
  public IdentityView whoami() throws ApiException {
    ask("whoami");
    return new IdentityView("someone", List.of("team"), HUB, "HF_TOKEN");
  }

  @Override
  public IdentityView login(LoginRequest request) throws ApiException {
    ask(request);
    return whoami();
  }

  @Override
  public void logout() throws ApiException {
    ask("logout");
  }

  @Override
  public List<DoctorFinding> examine() throws ApiException {
    ask("examine");
    return findings;
  }

  @Override
  public InviteView invite(InviteRequest request) throws ApiException {
    ask(request);
    return new InviteView("hffs1.token", Instant.EPOCH, invitePort);
  }

  @Override
  public PeerView addPeer(AddPeerRequest request) throws ApiException {
    ask(request);
    return added;
  }

  @Override
  public List<PeerView> removePeer(RemovePeerRequest request) throws ApiException {
    ask(request);
    return peers;
  }

  @Override
  public List<PeerView> peers() throws ApiException {
    ask("peers");
    return peers;
  }

  @Override
  public List<HolderView> search(SearchRequest request) throws ApiException {
    ask(request);
    return holders;
  }

  @Override
  public void close() {
    closed = true;
  }
}
