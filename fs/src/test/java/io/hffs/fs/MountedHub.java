package io.hffs.fs;

import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.catalog.CatalogConfig;
import io.hffs.fs.fuse.FuseMount;
import io.hffs.fs.hub.HubConfig;
import io.hffs.fs.hub.HuggingFaceEnvironment;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.RequestRecord;
import io.hffs.fs.testhub.TestCommit;
import io.hffs.fs.testhub.TestFile;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestHubConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * A test hub, the whole of hffs on a cache of its own, and its mount, all below one directory.
 *
 * <p>The hub stays the same over {@link #restart}, and so does the cache.
 */
final class MountedHub implements AutoCloseable {

  private static final long MIN_FREE_BYTES = 64L << 20;
  private static final int COPY_BYTES = 1 << 20;

  private final TestHub hub;
  private final Path home;
  private final UnaryOperator<FileSystemConfig> change;
  private final AtomicLong statusAsked = new AtomicLong();
  private HffsFileSystem files;
  private FuseMount mount;

  private MountedHub(TestHub hub, Path home, UnaryOperator<FileSystemConfig> change)
      throws IOException {
    this.hub = hub;
    this.home = home;
    this.change = change;
    this.files = HffsFileSystem.open(change.apply(config(hub.endpoint(), home)));
    this.mount = mount(home.resolve("mnt"));
  }

  static MountedHub in(Path home) throws IOException {
    return in(home, TestHubConfig.DEFAULT);
  }

  static MountedHub in(Path home, TestHubConfig hub) throws IOException {
    return in(home, hub, config -> config);
  }

  static MountedHub in(Path home, TestHubConfig config, UnaryOperator<FileSystemConfig> change)
      throws IOException {
    TestHub hub = TestHub.start(config);
    try {
      return new MountedHub(hub, home, change);
    } catch (IOException | RuntimeException e) {
      hub.close();
      throw e;
    }
  }

  /** What the daemon would make of a user's settings, with all paths below {@code home}. */
  static FileSystemConfig config(URI endpoint, Path home) {
    HuggingFaceEnvironment environment =
        HuggingFaceEnvironment.from(
            Map.of("HF_ENDPOINT", endpoint.toString(), "HF_HOME", home.resolve("hf").toString()),
            home);
    return new FileSystemConfig(
        home.resolve("cache"),
        environment,
        List.of(HubConfig.origin(environment)),
        environment.hubCache(),
        CacheConfig.defaults().withMinFreeBytes(MIN_FREE_BYTES),
        CatalogConfig.DEFAULT,
        FileSystemConfig.READ_DEADLINE,
        null,
        repo -> true);
  }

  /** The same, but a branch is looked up again when it was unused for so long. */
  static FileSystemConfig withIdleAfter(FileSystemConfig config, Duration idle) {
    return new FileSystemConfig(
        config.root(),
        config.environment(),
        config.sources(),
        config.existingDownloads(),
        config.cache(),
        config.catalog().withIdleAfter(idle),
        config.readDeadline(),
        null,
        repo -> true);
  }

  /** Mounts the same file system at another place; the caller unmounts. */
  FuseMount mount(Path mountpoint) throws IOException {
    return mount(mountpoint, false);
  }

  /** The same with or without extended attributes. */
  FuseMount mount(Path mountpoint, boolean xattr) throws IOException {
    return files.mount(
        mountpoint, false, xattr, () -> "{\"asked\": " + statusAsked.incrementAndGet() + "}\n");
  }

  TestHub hub() {
    return hub;
  }

  HffsFileSystem files() {
    return files;
  }

  /** Where hffs keeps what it fetched. */
  Path cache() {
    return files.config().root();
  }

  /** The Hugging Face cache of the user, which may not exist. */
  Path existingDownloads() {
    return files.config().existingDownloads();
  }

  Path mountpoint() {
    return mount.mountpoint();
  }

  /** A path below the mount point. */
  Path path(String path) {
    return mountpoint().resolve(path);
  }

  /** Unmounts and mounts again, with nothing kept but what is on the disk. */
  void restart() throws IOException {
    stop();
    files = HffsFileSystem.open(change.apply(config(hub.endpoint(), home)));
    mount = mount(home.resolve("mnt"));
  }

  private void stop() throws IOException {
    try {
      mount.unmount();
    } finally {
      if (mount.isLive()) {
        mount.detach();
      }
      files.close();
    }
    if (mount.bugs() > 0) {
      throw new AssertionError(mount.bugs() + " callbacks failed by a fault of hffs itself");
    }
  }

  /** Each request since the hub was cleared: {@code HUB GET /path bytes=0-9 206}. */
  List<String> requests() {
    return hub.requests().stream().map(MountedHub::describe).toList();
  }

  /** The requests for bytes of files: resolves, and what they redirect to. */
  List<String> contentRequests() {
    return hub.requests().stream()
        .filter(MountedHub::isForContent)
        .map(MountedHub::describe)
        .toList();
  }

  private static boolean isForContent(RequestRecord request) {
    return request.origin() == HubOrigin.CDN
        || request.path().contains("/resolve/")
        || request.path().contains("/resolve-cache/");
  }

  private static String describe(RequestRecord request) {
    return "%s %s %s %s %d"
        .formatted(
            request.origin(), request.method(), request.path(), request.range(), request.status());
  }

  /** Waits until the hub answers nobody any more, so that its log and counters stand still. */
  void awaitIdle() throws InterruptedException {
    if (!hub.awaitIdle(Duration.ofSeconds(20))) {
      throw new AssertionError("the hub is still being asked: " + requests());
    }
  }

  /** Writes what a revision holds to a directory: the oracle for a whole repository. */
  Path origin(String repo, String revision, Path directory) throws IOException {
    TestCommit commit = hub.repo(repo).resolve(revision).orElseThrow();
    for (Map.Entry<String, TestFile> entry : commit.tree().files().entrySet()) {
      Path target = directory.resolve(entry.getKey());
      Files.createDirectories(target.getParent());
      write(entry.getValue(), target);
    }
    return directory;
  }

  static void write(TestFile file, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target)) {
      ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
      for (long offset = 0; offset < file.sizeBytes(); offset += buffer.position()) {
        buffer.clear();
        file.content().read(offset, buffer);
        out.write(buffer.array(), 0, buffer.position());
      }
    }
  }

  /** Ends everything; fails when hffs had a fault that no program saw. */
  @Override
  public void close() throws IOException {
    try {
      stop();
    } finally {
      hub.close();
    }
  }
}
