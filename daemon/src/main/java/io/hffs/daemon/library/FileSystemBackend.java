package io.hffs.daemon.library;

import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ApiJson;
import io.hffs.daemon.api.CacheView;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.FileView;
import io.hffs.daemon.api.IdentityView;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.RefreshView;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovalView;
import io.hffs.daemon.api.RepoView;
import io.hffs.daemon.api.SourceView;
import io.hffs.daemon.api.TransferView;
import io.hffs.daemon.api.UnmountMode;
import io.hffs.daemon.api.VerifyView;
import io.hffs.daemon.backend.Backend;
import io.hffs.daemon.backend.Peers;
import io.hffs.daemon.config.DaemonConfig;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.cache.Pin;
import io.hffs.fs.catalog.LocalKnowledge;
import io.hffs.fs.hub.Hub;
import io.hffs.fs.hub.HubProbe;
import io.hffs.fs.hub.Token;
import io.hffs.fs.hub.WhoAmI;
import io.hffs.fs.peer.LegacyPeer;
import io.hffs.fs.peer.Peering;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The real file system behind the daemon's services. */
final class FileSystemBackend implements Backend {

  private static final Duration FIRST_ANSWERS = Duration.ofSeconds(2);

  private final HffsFileSystem fs;
  private final DaemonConfig config;
  private final MountRegistry mounts;
  private final RepoListing listing;
  private final RepoRemoval removal;
  private final CacheVerification verification;
  private final Sharing sharing;
  private final Quarantine quarantine;

  FileSystemBackend(
      HffsFileSystem fs, DaemonConfig config, Sharing sharing, Quarantine quarantine) {
    this.fs = fs;
    this.sharing = sharing;
    this.quarantine = quarantine;
    this.config = config;
    this.mounts = new MountRegistry(fs, config.endpoint(), this::statusJson);
    this.listing = new RepoListing(fs);
    this.removal = new RepoRemoval(fs);
    this.verification = new CacheVerification(fs, listing);
  }

  @Override
  public MountView mount(MountRequest request) throws IOException {
    return mounts.mount(request);
  }

  /** What {@code .hffs/status.json} shows. */
  private String statusJson(MountView mount) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("mount", mount);
    status.put("offline", config.offline());
    status.put("cachedBytes", fs.cache().usedBytes());
    status.put("sources", fs.sources().health());
    return ApiJson.text(status) + "\n";
  }

  @Override
  public void unmount(Path mountpoint, UnmountMode mode) throws IOException {
    mounts.unmount(mountpoint, mode);
  }

  @Override
  public List<MountView> mounts() {
    return mounts.mounts();
  }

  @Override
  public List<Path> staleMounts() {
    try {
      return MountRegistry.stale();
    } catch (IOException e) {
      return List.of(); // no mount table, no FUSE
    }
  }

  @Override
  public CacheView cache() throws IOException {
    return new CacheView(
        config.root(),
        listing.repos().size(),
        fs.cache().usedBytes(),
        config.cacheMaxSize().bytes(),
        Files.getFileStore(config.root()).getUsableSpace());
  }

  @Override
  public List<RepoView> repos() {
    return listing.repos();
  }

  @Override
  public List<FileView> files(RepoId repo) {
    return listing.files(fs.local().canonical(repo).orElse(repo));
  }

  @Override
  public Snapshot resolve(RepoId repo, Revision revision, @Nullable AccessToken token)
      throws IOException {
    return withToken(token, () -> resolve(repo, revision));
  }

  private Snapshot resolve(RepoId repo, Revision revision) throws IOException {
    fs.catalog().forget(repo); // What was hidden a moment ago may be seen with another token.
    RepoId canonical = fs.catalog().canonical(repo);
    ResolvedRevision at;
    try {
      at = fs.revisions().refresh(canonical, revision);
    } catch (IOException e) {
      Optional<LocalKnowledge.SeenRevision> seen = fs.local().ref(canonical, revision);
      boolean final_ = e instanceof SourceException source && !source.isTransient();
      if (final_ || seen.isEmpty()) {
        throw e;
      }
      at = seen.get().at();
    }
    return fs.snapshots().at(at);
  }

  /** Something that asks the Hub. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  /** Works with this token in place of the stored one, unless it is null. */
  private <T> T withToken(@Nullable AccessToken token, Work<T> work) throws IOException {
    if (token == null) {
      return work.run();
    }
    Token given = new Token(token.value(), "--token");
    fs.sources().tokens().use(given);
    try {
      return work.run();
    } finally {
      fs.sources().tokens().stopUsing(given);
    }
  }

  @Override
  public Path fetch(
      Snapshot snapshot,
      Revision revision,
      List<TreeEntry> files,
      @Nullable AccessToken token,
      ProgressSink sink)
      throws IOException {
    Peering peering = fs.config().peering();
    if (peering != null) {
      peering.links().awaitAsked(FIRST_ANSWERS); // a daemon may just have started for this
    }
    withToken(
        token,
        () -> {
          new RepoDownload(fs, quarantine, sharing.oldNodeList(), snapshot, files, sink).run();
          return snapshot;
        });
    fs.cache().flush();
    fs.layout().publish(snapshot, fs.cache()::completedFile);
    fs.layout().publishRef(snapshot.repo(), revision, snapshot.commit());
    return listing.folder(snapshot);
  }

  @Override
  public RemovalView remove(RemovalRequest request) throws IOException {
    return removal.remove(request);
  }

  @Override
  public VerifyView verify(@Nullable RepoId repo, ProgressSink sink) throws IOException {
    return verification.run(repo, sink);
  }

  @Override
  public RemovalView prune(boolean dryRun) throws IOException {
    return removal.prune(dryRun);
  }

  @Override
  public void pin(PinRequest request) throws IOException {
    RepoId repo = fs.local().canonical(request.repo()).orElse(request.repo());
    Revision revision = request.revision();
    Pin pin = new Pin(repo, revision);
    String what = revision == null ? repo.toString() : repo + "@" + revision;
    if (!request.pinned()) {
      if (!fs.metadata().unpin(pin)) {
        throw new ApiException(ErrorCode.NOT_FOUND, what + " was not pinned.");
      }
      return;
    }
    boolean known =
        revision == null
            ? !fs.local().commits(repo).isEmpty()
            : fs.local().ref(repo, revision).isPresent();
    if (!known) {
      throw new ApiException(
          ErrorCode.NOT_FOUND, "Nothing of " + what + " is cached, so it cannot be pinned yet.");
    }
    fs.metadata().pin(pin);
  }

  @Override
  public RefreshView refresh(RepoId repo) throws IOException {
    fs.catalog().forget(repo);
    RepoId canonical = fs.catalog().canonical(repo);
    Set<Revision> known = new LinkedHashSet<>();
    known.add(Revision.MAIN);
    known.addAll(fs.local().branches(canonical));
    List<RefreshView.RefMove> moves = new ArrayList<>();
    for (Revision revision : known) {
      Optional<CommitHash> before =
          fs.revisions().known(canonical, revision).map(ResolvedRevision::commit);
      CommitHash now = fs.revisions().refresh(canonical, revision).commit();
      moves.add(new RefreshView.RefMove(revision, before.orElse(null), now));
    }
    return new RefreshView(canonical, moves);
  }

  @Override
  public List<SourceView> probeSources() {
    List<SourceView> views = new ArrayList<>();
    for (Hub hub : fs.sources().hubs()) {
      views.add(probed(hub));
    }
    return views;
  }

  private static SourceView probed(Hub hub) {
    String name = hub.config().name();
    try {
      HubProbe probe = hub.probe();
      return new SourceView(
          name,
          hub.config().endpoint(),
          probe.latency(),
          probe.clockSkew().map(Duration::negated).orElse(null),
          null);
    } catch (SourceException e) {
      return new SourceView(name, hub.config().endpoint(), null, null, e.getMessage());
    }
  }

  @Override
  public TransferView transfer() {
    Map<String, Long> bytesBySource = new HashMap<>(fs.sources().blobs().receivedBytes());
    for (LegacyPeer node : sharing.oldNodeList()) {
      bytesBySource.merge(node.toString(), node.receivedBytes(), Long::sum);
    }
    return new TransferView(bytesBySource, fs.readBytes().all(), fs.readBytes().cached());
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(sharing.warnings());
    fs.cache().diskProblem().ifPresent(warnings::add);
    fs.sources().tokens().problem().ifPresent(warnings::add);
    if (!config.offline()) {
      fs.sources().hubs().forEach(hub -> hub.tokenProblem().ifPresent(warnings::add));
      warnings.addAll(SourceTroubles.sentences(fs.sources().health(), Instant.now()));
    }
    return warnings;
  }

  @Override
  public Peers peers() {
    return sharing.peers();
  }

  @Override
  public IdentityView whoami(@Nullable AccessToken token) throws IOException {
    Token asked = token != null ? new Token(token.value(), "the command") : ownToken();
    WhoAmI me = fs.sources().hub().whoAmI(asked);
    return new IdentityView(me.user(), me.organizations(), config.endpoint(), asked.origin());
  }

  private Token ownToken() throws ApiException {
    Optional<Token> found = fs.sources().tokens().find();
    if (found.isEmpty()) {
      Optional<String> problem = fs.sources().tokens().problem();
      throw problem.isPresent()
          ? new ApiException(ErrorCode.DENIED, problem.get())
          : new ApiException(ErrorCode.NOT_FOUND, "Not logged in; run 'hffs auth login'.");
    }
    return found.get();
  }

  @Override
  public void storeToken(AccessToken token) throws IOException {
    WhoAmI me = fs.sources().hub().whoAmI(new Token(token.value(), "the command"));
    fs.sources().tokens().save(token.value(), me.tokenName());
  }

  @Override
  public void forgetToken() throws IOException {
    fs.sources().tokens().delete();
  }

  @Override
  public void close() throws IOException {
    sharing.close();
    fs.close();
  }
}
