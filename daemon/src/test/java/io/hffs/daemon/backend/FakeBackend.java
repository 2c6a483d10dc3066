package io.hffs.daemon.backend;

import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.CacheView;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.FileView;
import io.hffs.daemon.api.IdentityView;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.RefreshView;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovalView;
import io.hffs.daemon.api.RepoView;
import io.hffs.daemon.api.SourceView;
import io.hffs.daemon.api.TransferView;
import io.hffs.daemon.api.UnmountMode;
import io.hffs.daemon.api.VerifyProblem;
import io.hffs.daemon.api.VerifyView;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A file system in memory: one repository, mounts that are only remembered, calls written down. */
public final class FakeBackend implements Backend {

  public static final URI HUB = URI.create("https://hub.test");
  public static final RepoId REPO = RepoId.parse("org/model");
  public static final CommitHash COMMIT = new CommitHash("0123456789".repeat(4));

  private final Path root;
  private final Map<Path, MountView> mounts = new TreeMap<>();
  public final List<String> calls = new CopyOnWriteArrayList<>();
  public final FakePeers peers = new FakePeers();
  public final List<Path> stale = new CopyOnWriteArrayList<>();
  public final List<Path> busy = new CopyOnWriteArrayList<>();
  public final List<SourceView> sources = new CopyOnWriteArrayList<>();
  public final List<String> warnings = new CopyOnWriteArrayList<>();
  public final List<VerifyProblem> problems = new CopyOnWriteArrayList<>();
  public volatile @Nullable AccessToken stored;
  public volatile @Nullable IOException failure;

  /** Set to make a fetch report for ever, until its sink says stop. */
  public volatile boolean endless;

  public final CountDownLatch cancelled = new CountDownLatch(1);
  public volatile boolean closed;

  public FakeBackend(Path root) {
    this.root = root;
  }

  private void called(String call) throws IOException {
    calls.add(call);
    IOException planned = failure;
    if (planned != null) {
      throw planned;
    }
  }

  @Override
  public synchronized MountView mount(MountRequest request) throws IOException {
    called("mount " + request.mountpoint());
    MountView view = new MountView(request.mountpoint(), HUB, Instant.EPOCH, request.allowOther());
    if (mounts.putIfAbsent(request.mountpoint(), view) != null) {
      throw new ApiException(ErrorCode.CONFLICT, "mounted already");
    }
    return view;
  }

  @Override
  public synchronized void unmount(Path mountpoint, UnmountMode mode) throws IOException {
    called("unmount " + mountpoint + " " + mode);
    if (busy.contains(mountpoint) && mode == UnmountMode.IF_IDLE) {
      throw new ApiException(ErrorCode.BUSY, mountpoint + " is in use by cat (process 1).");
    }
    if (mounts.remove(mountpoint) == null && !stale.remove(mountpoint)) {
      throw new ApiException(
          ErrorCode.NOT_FOUND, "hffs has nothing mounted on " + mountpoint + ".");
    }
  }

  @Override
  public synchronized List<MountView> mounts() {
    return List.copyOf(mounts.values());
  }

  @Override
  public List<Path> staleMounts() {
    return stale;
  }

  @Override
  public CacheView cache() {
    return new CacheView(root, 1, 30, 0, 1_000_000);
  }

  @Override
  public List<RepoView> repos() throws IOException {
    called("repos");
    return List.of(
        new RepoView(
            REPO, 30, 60, 2, root.resolve("hub"), List.of(Revision.MAIN), Instant.EPOCH, false));
  }

  @Override
  public List<FileView> files(RepoId repo) throws IOException {
    called("files " + repo);
    return List.of();
  }

  @Override
  public Snapshot resolve(RepoId repo, Revision revision, @Nullable AccessToken token)
      throws IOException {
    called("resolve " + repo + " " + revision);
    if (!repo.equals(REPO)) {
      throw new SourceException(
          SourceException.Kind.REPO_NOT_FOUND, "The Hub has no repository " + repo + ".");
    }
    return Snapshot.complete(
        REPO,
        COMMIT,
        Instant.EPOCH,
        List.of(
            entry("config.json", 10),
            entry("model-1.safetensors", 20),
            entry("onnx/model.onnx", 30)));
  }

  private static TreeEntry entry(String path, long size) {
    return new TreeEntry(new RepoPath(path), size, null);
  }

  @Override
  public Path fetch(
      Snapshot snapshot,
      Revision revision,
      List<TreeEntry> files,
      @Nullable AccessToken token,
      ProgressSink sink)
      throws IOException {
    called("fetch " + files.stream().map(file -> file.path().value()).toList());
    long total = files.stream().mapToLong(TreeEntry::sizeBytes).sum();
    boolean heard = sink.report(new Progress(0, files.size(), 0, total, 0, null));
    while (heard && endless) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      heard = sink.report(new Progress(0, files.size(), 0, total, 0, null));
    }
    if (!heard) {
      cancelled.countDown();
      throw new ApiException(ErrorCode.CANCELLED, "Stopped.");
    }
    sink.report(new Progress(files.size(), files.size(), total, total, total, null));
    return root.resolve("hub/models--org--model/snapshots").resolve(COMMIT.hex());
  }

  @Override
  public RemovalView remove(RemovalRequest request) throws IOException {
    called("remove " + request.repo() + " dry=" + request.dryRun());
    return new RemovalView(List.of(request.repo().toString()), 30);
  }

  @Override
  public VerifyView verify(@Nullable RepoId repo, ProgressSink sink) throws IOException {
    called("verify " + repo);
    return new VerifyView(2, 30, new ArrayList<>(problems));
  }

  @Override
  public RemovalView prune(boolean dryRun) throws IOException {
    called("prune dry=" + dryRun);
    return new RemovalView(List.of(), 0);
  }

  @Override
  public void pin(PinRequest request) throws IOException {
    called(request.toString());
  }

  @Override
  public RefreshView refresh(RepoId repo) throws IOException {
    called("refresh " + repo);
    return new RefreshView(repo, List.of(new RefreshView.RefMove(Revision.MAIN, null, COMMIT)));
  }

  @Override
  public List<SourceView> probeSources() {
    return sources.isEmpty()
        ? List.of(new SourceView("hub", HUB, Duration.ofMillis(3), Duration.ZERO, null))
        : sources;
  }

  @Override
  public TransferView transfer() {
    return new TransferView(Map.of("hub", 30L), 20, 10);
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public Peers peers() {
    return peers;
  }

  @Override
  public IdentityView whoami(@Nullable AccessToken token) throws IOException {
    called("whoami");
    AccessToken asked = token == null ? stored : token;
    if (asked == null) {
      throw new ApiException(ErrorCode.NOT_FOUND, "You are not logged in.");
    }
    if (!asked.value().equals("good")) {
      throw new ApiException(ErrorCode.DENIED, "The Hub refuses this token.");
    }
    return new IdentityView("someone", List.of("team"), HUB, "a test");
  }

  @Override
  public void storeToken(AccessToken token) throws IOException {
    called("storeToken");
    stored = token;
  }

  @Override
  public void forgetToken() throws IOException {
    called("forgetToken");
    stored = null;
  }

  @Override
  public void close() {
    closed = true;
  }
}
