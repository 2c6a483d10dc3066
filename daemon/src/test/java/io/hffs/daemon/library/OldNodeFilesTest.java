package io.hffs.daemon.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.backend.Backend;
import io.hffs.daemon.backend.BackendFactory;
import io.hffs.daemon.config.ConfigLoader;
import io.hffs.daemon.legacy.LegacyServer;
import io.hffs.daemon.legacy.PublicLibrary;
import io.hffs.fs.peer.LegacyNodes;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.testhub.RepoAccess;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestRepo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads with an old node beside the Hub. */
class OldNodeFilesTest {

  private static final RepoId MODEL = RepoId.parse("org/model");
  private static final String CONTENT = "0123456789".repeat(300_000);

  @TempDir Path home;
  private final List<LegacyServer> servers = new ArrayList<>();
  private TestHub hub;
  private TestRepo repo;
  private Path root;
  private Backend backend;

  /** An old node with one file at every commit. */
  private static final class OneFile implements PublicLibrary {

    private final String path;
    private final Path file;
    private final long sizeBytes;
    private final AtomicInteger asked = new AtomicInteger();

    OneFile(String path, Path file) throws IOException {
      this.path = path;
      this.file = file;
      this.sizeBytes = Files.size(file);
    }

    @Override
    public boolean knows(RepoId repo) {
      return true;
    }

    @Override
    public Optional<Snapshot> snapshot(RepoId asking, Revision revision) {
      asked.incrementAndGet();
      TreeEntry entry =
          new TreeEntry(new RepoPath(path), sizeBytes, BlobId.sha256("ab".repeat(32)));
      return Optional.of(
          Snapshot.partial(asking, revision.commit().orElseThrow(), Instant.EPOCH, List.of(entry)));
    }

    @Override
    public Optional<Path> file(BlobId blob) {
      return Optional.of(file);
    }
  }

  @BeforeEach
  void open() throws Exception {
    hub = TestHub.start();
    repo = hub.addRepo("org/model");
    repo.commit("Add", files -> files.text("big.txt", CONTENT).text("small.txt", "small"));
    root = Files.createDirectory(home.resolve("cache"));
  }

  @AfterEach
  void close() throws Exception {
    backend.close();
    servers.forEach(LegacyServer::close);
    hub.close();
  }

  private OneFile oldNode(String path, String content) throws IOException {
    Path file = Files.createTempFile(home, "old", ".bin");
    OneFile library = new OneFile(path, Files.writeString(file, content));
    servers.add(LegacyServer.start(0, library, List::of));
    return library;
  }

  private void download() throws Exception {
    StringBuilder nodes = new StringBuilder();
    for (LegacyServer server : servers) {
      nodes
          .append(nodes.isEmpty() ? "" : ",")
          .append("\"127.0.0.1:")
          .append(server.port())
          .append('"');
    }
    Files.writeString(
        root.resolve(LegacyNodes.FILE_NAME), "{\"format\":1,\"nodes\":[" + nodes + "]}");
    ConfigLoader loader = new ConfigLoader(Map.of(), home, Map.of());
    loader.store("cache.dir", root.toString());
    loader.store("hub.endpoint", hub.endpoint().toString());
    loader.store("hub.mirrors", "");
    loader.store("hf.cache", home.resolve("none").toString());
    backend =
        new FileSystemBackendFactory()
            .open(loader.load(), loader.shares(), Map.of(), BackendFactory.Use.COMMAND);
    Snapshot snapshot = backend.resolve(MODEL, Revision.MAIN, null);
    Path folder =
        backend.fetch(
            snapshot, Revision.MAIN, List.copyOf(snapshot.files()), null, ProgressSink.NONE);
    assertThat(folder.resolve("big.txt")).hasContent(CONTENT);
    assertThat(folder.resolve("small.txt")).hasContent("small");
    if (Files.exists(root.resolve(Quarantine.DIRECTORY))) {
      assertThat(root.resolve(Quarantine.DIRECTORY)).isEmptyDirectory();
    }
  }

  private long askedOfHub(String path) {
    return hub.requests().stream().filter(request -> request.path().endsWith(path)).count();
  }

  private BlobId blob() throws IOException {
    Snapshot snapshot = backend.resolve(MODEL, Revision.MAIN, null);
    return Optional.ofNullable(snapshot.file("big.txt").orElseThrow().blob()).orElseThrow();
  }

  @Test
  void aFileThatAnOldNodeHasIsNotFetchedFromTheHub() throws Exception {
    oldNode("big.txt", CONTENT);

    download();

    assertThat(askedOfHub("big.txt")).isZero();
    assertThat(askedOfHub("small.txt")).isPositive();
    assertThat(backend.transfer().bytesBySource())
        .containsEntry("127.0.0.1:" + servers.get(0).port(), (long) CONTENT.length());
  }

  @Test
  void wrongBytesAreDroppedAndTheHubGivesTheRightOnes() throws Exception {
    oldNode("big.txt", "x" + CONTENT.substring(1));

    download();

    assertThat(askedOfHub("big.txt")).isPositive();
  }

  @Test
  void aLiarIsAskedForNothingMoreAndAnotherNodeIs() throws Exception {
    OneFile liar = oldNode("big.txt", "x" + CONTENT.substring(1));
    OneFile honest = oldNode("big.txt", CONTENT);

    download();

    assertThat(askedOfHub("big.txt")).isZero();
    assertThat(liar.asked.get() + honest.asked.get()).isPositive();
  }

  @Test
  void whatCameBeforeIsGoneOnWithAndMistrustedToo() throws Exception {
    download();
    String digest = blob().hex();
    assertThat(backend.remove(everything()).freedBytes()).isPositive();
    backend.close();
    hub.clearRequests();
    Files.createDirectories(root.resolve(Quarantine.DIRECTORY));
    Files.writeString(
        root.resolve(Quarantine.DIRECTORY).resolve(digest), "y" + CONTENT.substring(1, 1000));
    oldNode("big.txt", CONTENT);

    download();

    assertThat(askedOfHub("big.txt")).as("the second try was from the beginning").isZero();
  }

  private static RemovalRequest everything() {
    return new RemovalRequest(MODEL, null, null, false);
  }

  @Test
  void aNodeThatIsGoneIsNoHindrance() throws Exception {
    oldNode("big.txt", CONTENT);
    servers.get(0).close();

    download();

    assertThat(askedOfHub("big.txt")).isPositive();
  }

  @Test
  void whatIsNotPublicIsNotNamedToOldNodes() throws Exception {
    OneFile old = oldNode("big.txt", CONTENT);
    hub.addToken("hf_mine", "me");
    repo.setAccess(RepoAccess.PRIVATE).grant("me");

    assertThatThrownBy(this::download).isInstanceOf(IOException.class);
    Snapshot snapshot = backend.resolve(MODEL, Revision.MAIN, new AccessToken("hf_mine"));
    backend.fetch(
        snapshot,
        Revision.MAIN,
        List.copyOf(snapshot.files()),
        new AccessToken("hf_mine"),
        ProgressSink.NONE);

    assertThat(old.asked).hasValue(0);
  }

  @Test
  void aFileThatNobodyWentOnWithIsDroppedAfterAWeek() throws Exception {
    Path old = Files.createDirectory(root.resolve(Quarantine.DIRECTORY)).resolve("ab");
    Files.writeString(old, "old");
    Instant now = Instant.now();

    Quarantine.open(root, now.plusSeconds(3600));
    assertThat(old).exists();
    Quarantine.open(root, now.plusSeconds(8 * 24 * 3600));
    assertThat(old).doesNotExist();
    download();
  }

  @Test
  void aPlaceIsTakenByOneAtATime() throws Exception {
    Quarantine quarantine = Quarantine.open(root, Instant.now());
    BlobId id = BlobId.sha256("cd".repeat(32));

    try (Quarantine.Place place = quarantine.take(id).orElseThrow()) {
      Files.writeString(place.file(), "12345");
      assertThat(quarantine.take(id)).isEmpty();
      assertThat(quarantine.arrivedBytes(id)).isEqualTo(5);
      quarantine.forget(id);
      assertThat(place.sizeBytes()).isEqualTo(5);
    }
    assertThat(quarantine.arrivedBytes(id)).isZero();
    quarantine.forget(id);
    try (Quarantine.Place place = quarantine.take(id).orElseThrow()) {
      assertThat(place.sizeBytes()).isZero();
    }
    download();
  }
}
