package io.hffs.daemon.peer;

import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.config.ConfigLoader;
import io.hffs.daemon.config.PeerSettings;
import io.hffs.daemon.config.ShareSetting;
import io.hffs.fs.FileSystemConfig;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.cache.CachedBlob;
import io.hffs.fs.catalog.CatalogConfig;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.Invite;
import io.hffs.fs.device.Invites;
import io.hffs.fs.hub.HubConfig;
import io.hffs.fs.hub.HuggingFaceEnvironment;
import io.hffs.fs.peer.LegacyNodes;
import io.hffs.fs.peer.Peering;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.BlobRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A machine with a cache and a port for paired ones, without mounts and without discovery. */
final class TestMachine implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int STEP_BYTES = 1 << 20;

  private final int port;
  private final Peering peering;
  private final HffsFileSystem fs;
  private final LegacyNodes oldNodes;
  private final PeerService service;

  private TestMachine(
      Path home, URI hub, @Nullable String token, @Nullable Path groupKey, CacheConfig cache)
      throws IOException {
    this.port = freePort();
    Path root = Files.createDirectories(home.resolve("cache"));
    Map<String, String> variables = new HashMap<>();
    variables.put("HF_ENDPOINT", hub.toString());
    variables.put("HF_HOME", home.resolve("hf").toString());
    if (token != null) {
      variables.put("HF_TOKEN", token);
    }
    HuggingFaceEnvironment environment = HuggingFaceEnvironment.from(variables, home);
    PeerSettings settings =
        new PeerSettings(
            false, List.of(), null, groupKey, port, null, PeerSettings.Verification.DEFAULT);
    Whereabouts whereabouts = new Whereabouts(settings);
    this.peering = Peering.open(root, whereabouts);
    this.oldNodes = LegacyNodes.open(root);
    ShareSetting shares = new ConfigLoader(Map.of(), home, Map.of()).shares();
    this.fs =
        HffsFileSystem.open(
            new FileSystemConfig(
                root,
                environment,
                List.of(HubConfig.origin(environment)),
                environment.hubCache(),
                cache,
                CatalogConfig.DEFAULT,
                FileSystemConfig.READ_DEADLINE,
                peering,
                shares));
    this.service = PeerService.start(fs, peering, oldNodes, settings, shares, whereabouts);
  }

  static TestMachine open(Path home, URI hub) throws IOException {
    return new TestMachine(home, hub, null, null, CacheConfig.defaults());
  }

  static TestMachine withToken(Path home, URI hub, String token) throws IOException {
    return new TestMachine(home, hub, token, null, CacheConfig.defaults());
  }

  static TestMachine withGroupKey(Path home, URI hub, Path groupKey) throws IOException {
    return new TestMachine(home, hub, null, groupKey, CacheConfig.defaults());
  }

  /** Opens one that is set to {@code peers.verify=strict}. */
  static TestMachine strict(Path home, URI hub) throws IOException {
    return new TestMachine(home, hub, null, null, CacheConfig.defaults().withStrict());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  Peering peering() {
    return peering;
  }

  HffsFileSystem fs() {
    return fs;
  }

  PeerService service() {
    return service;
  }

  /** Pairs one-sidedly: that device may call from now on. */
  void trust(DeviceId device) throws IOException {
    peering.pairings().add(device, "caller", null, false);
  }

  Invite invite() throws IOException {
    return Invite.parse(service.invite(new InviteRequest(false, Invites.DEFAULT_VALIDITY)).token());
  }

  /** Returns the tree of {@code main}, asked for anew. */
  Snapshot refresh(String repo) throws IOException {
    RepoId id = RepoId.parse(repo);
    fs.catalog().forget(id);
    return fs.snapshots().at(fs.revisions().refresh(fs.catalog().canonical(id), Revision.MAIN));
  }

  /** Reads all of a repository, so that it is here, and recorded. */
  Snapshot fetch(String repo) throws IOException {
    Snapshot tree = refresh(repo);
    for (TreeEntry file : tree.files()) {
      read(tree, file.path().value());
    }
    fs.cache().flush();
    return tree;
  }

  byte[] read(Snapshot tree, String path) throws IOException {
    return read(tree, path, tree.file(path).orElseThrow().sizeBytes());
  }

  /** Reads so many bytes from the start of a file. */
  byte[] read(Snapshot tree, String path, long count) throws IOException {
    TreeEntry file = tree.file(path).orElseThrow();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (CachedBlob blob = fs.cache().acquire(BlobRef.of(tree, file).orElseThrow())) {
      for (long start = 0; start < count; start += STEP_BYTES) {
        ByteBuffer part = ByteBuffer.allocate((int) Math.min(STEP_BYTES, count - start));
        blob.read(start, part, DEADLINE);
        all.write(part.array());
      }
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    service.close();
    oldNodes.close();
    fs.close();
  }
}
