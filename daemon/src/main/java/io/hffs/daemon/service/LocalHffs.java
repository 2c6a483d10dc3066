package io.hffs.daemon.service;

import static io.hffs.daemon.service.ApiErrors.call;
import static io.hffs.daemon.service.ApiErrors.run;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiException;
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
import io.hffs.daemon.api.LoginRequest;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.PinRequest;
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
import io.hffs.daemon.api.UnmountRequest;
import io.hffs.daemon.api.VerifyRequest;
import io.hffs.daemon.api.VerifyView;
import io.hffs.daemon.backend.Backend;
import io.hffs.daemon.backend.Peers;
import io.hffs.daemon.config.DaemonConfig;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The services, on top of a {@link Backend}. Thread-safe. */
public final class LocalHffs implements HffsApi {

  private final Backend backend;
  private final DaemonConfig config;
  private final DaemonControl control;
  private final Runnable onClose;
  private final RunningJobs jobs = new RunningJobs(InstantSource.system());

  /**
   * @param onClose ends what was opened for these services; it is run by {@link #close} alone
   */
  public LocalHffs(Backend backend, DaemonConfig config, DaemonControl control, Runnable onClose) {
    this.backend = backend;
    this.config = config;
    this.control = control;
    this.onClose = onClose;
  }

  @Override
  public StatusView status() throws ApiException {
    return call(
        () ->
            new StatusView(
                control.version(),
                control.pid(),
                control.startedAt(),
                control.port().getAsInt(),
                config.endpoint(),
                backend.cache(),
                backend.mounts(),
                backend.transfer(),
                peersByName(),
                jobs.all(),
                backend.warnings()));
  }

  @Override
  public void stop() throws ApiException {
    requireDaemon();
    control.stop().run();
  }

  @Override
  public MountView mount(MountRequest request) throws ApiException {
    requireDaemon();
    return call(
        () -> {
          MountPoints.check(request.mountpoint(), backend.staleMounts());
          return backend.mount(request);
        });
  }

  private void requireDaemon() throws ApiException {
    if (!control.isDaemon()) {
      throw new ApiException(
          ErrorCode.CONFLICT, "Only a daemon can do this; start it with 'hffs daemon start'.");
    }
  }

  @Override
  public void unmount(UnmountRequest request) throws ApiException {
    run(
        () -> {
          backend.unmount(request.mountpoint(), request.mode());
        });
  }

  @Override
  public List<MountView> mounts() throws ApiException {
    return call(backend::mounts);
  }

  @Override
  public List<RepoView> repos() throws ApiException {
    return call(backend::repos);
  }

  @Override
  public List<FileView> files(RepoId repo) throws ApiException {
    return call(() -> backend.files(repo));
  }

  @Override
  public DownloadView download(DownloadRequest request, ProgressSink sink) throws ApiException {
    String what = "download " + request.repo() + " at " + request.revision();
    return call(() -> jobs.run(what, sink, listed -> downloaded(request, listed)));
  }

  private DownloadView downloaded(DownloadRequest request, ProgressSink sink) throws IOException {
    Snapshot snapshot = backend.resolve(request.repo(), request.revision(), request.token());
    List<TreeEntry> files = chosen(request, snapshot);
    AtomicLong moved = new AtomicLong();
    ProgressSink counting =
        progress -> {
          moved.set(progress.movedBytes());
          return sink.report(progress);
        };
    Path folder = backend.fetch(snapshot, request.revision(), files, request.token(), counting);
    RepoPath file = request.file();
    return new DownloadView(
        snapshot.repo(),
        request.revision(),
        snapshot.commit(),
        file == null ? folder : folder.resolve(file.value()),
        files.size(),
        files.stream().mapToLong(TreeEntry::sizeBytes).sum(),
        moved.get());
  }

  private static List<TreeEntry> chosen(DownloadRequest request, Snapshot snapshot)
      throws ApiException {
    String where = snapshot.repo() + " at " + request.revision();
    RepoPath file = request.file();
    if (file != null) {
      if (snapshot.isDirectory(file.value())) {
        throw new ApiException(
            ErrorCode.BAD_REQUEST,
            file
                + " is a directory of "
                + where
                + "; take its files with --include '"
                + file
                + "/'.");
      }
      return List.of(
          snapshot
              .file(file.value())
              .orElseThrow(
                  () ->
                      new ApiException(
                          ErrorCode.NOT_FOUND, "There is no file " + file + " in " + where + ".")));
    }
    FilePatterns patterns = new FilePatterns(request.include(), request.exclude());
    List<TreeEntry> files =
        snapshot.files().stream().filter(e -> patterns.chooses(e.path().value())).toList();
    if (files.isEmpty() && !snapshot.files().isEmpty()) {
      throw new ApiException(
          ErrorCode.NOT_FOUND,
          "No file of "
              + where
              + " matches; it has "
              + snapshot.files().size()
              + " files, and patterns are case-sensitive.");
    }
    return files;
  }

  @Override
  public RemovalView remove(RemovalRequest request) throws ApiException {
    return call(() -> backend.remove(request));
  }

  @Override
  public VerifyView verify(VerifyRequest request, ProgressSink sink) throws ApiException {
    String what = request.repo() == null ? "verify everything" : "verify " + request.repo();
    return call(() -> jobs.run(what, sink, listed -> backend.verify(request.repo(), listed)));
  }

  @Override
  public RemovalView prune(PruneRequest request) throws ApiException {
    return call(() -> backend.prune(request.dryRun()));
  }

  @Override
  public void pin(PinRequest request) throws ApiException {
    run(
        () -> {
          backend.pin(request);
        });
  }

  @Override
  public RefreshView refresh(RefreshRequest request) throws ApiException {
    return call(() -> backend.refresh(request.repo()));
  }

  @Override
  public IdentityView whoami() throws ApiException {
    return call(() -> backend.whoami(null));
  }

  @Override
  public IdentityView login(LoginRequest request) throws ApiException {
    return call(
        () -> {
          IdentityView identity = backend.whoami(request.token());
          backend.storeToken(request.token());
          return identity;
        });
  }

  @Override
  public void logout() throws ApiException {
    run(
        () -> {
          backend.forgetToken();
        });
  }

  @Override
  public List<DoctorFinding> examine() throws ApiException {
    return call(
        () -> {
          List<DoctorFinding> findings = new ArrayList<>(new HubCheck(backend, config).findings());
          findings.addAll(HubCheck.staleMounts(backend.staleMounts()));
          findings.addAll(HubCheck.troubles(backend.warnings()));
          return findings;
        });
  }

  @Override
  public InviteView invite(InviteRequest request) throws ApiException {
    return call(() -> sharing().invite(request));
  }

  @Override
  public PeerView addPeer(AddPeerRequest request) throws ApiException {
    return call(() -> sharing().add(request));
  }

  @Override
  public List<PeerView> removePeer(RemovePeerRequest request) throws ApiException {
    return call(() -> sharing().remove(request));
  }

  @Override
  public List<PeerView> peers() throws ApiException {
    requireDaemon();
    return call(this::peersByName);
  }

  @Override
  public List<HolderView> search(SearchRequest request) throws ApiException {
    return call(() -> sharing().search(request));
  }

  private Peers sharing() throws ApiException {
    requireDaemon();
    return backend.peers();
  }

  private List<PeerView> peersByName() {
    return backend.peers().all().stream().sorted(PeerView.BY_NAME).toList();
  }

  @Override
  public void close() {
    onClose.run();
  }
}
