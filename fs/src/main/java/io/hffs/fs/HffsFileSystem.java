package io.hffs.fs;

import com.github.benmanes.caffeine.cache.Ticker;
import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.ExistingDownloads;
import io.hffs.fs.cache.HubLayout;
import io.hffs.fs.cache.MetadataStore;
import io.hffs.fs.catalog.HeldRevisions;
import io.hffs.fs.catalog.LocalKnowledge;
import io.hffs.fs.catalog.RemoteCalls;
import io.hffs.fs.catalog.RepoCatalog;
import io.hffs.fs.catalog.SharedLibrary;
import io.hffs.fs.catalog.Snapshots;
import io.hffs.fs.fuse.FuseCaller;
import io.hffs.fs.fuse.FuseMount;
import io.hffs.fs.fuse.MountOptions;
import io.hffs.fs.peer.Peering;
import io.hffs.fs.read.OpenBlobs;
import io.hffs.fs.read.ReadBytes;
import io.hffs.fs.read.SmallFiles;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.vfs.RepoFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of hffs on one cache directory, wired together. Thread-safe.
 *
 * <p>The owner holds the lock of the directory, ends the mounts first and closes this afterwards.
 */
public final class HffsFileSystem implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HffsFileSystem.class);

  private final FileSystemConfig config;
  private final HubSources sources;
  private final BlobCache cache;
  private final MetadataStore metadata;
  private final SharedLibrary library;
  private final HubLayout layout;
  private final RemoteCalls calls;
  private final LocalKnowledge local;
  private final RepoCatalog catalog;
  private final HeldRevisions revisions;
  private final Snapshots snapshots;
  private final OpenBlobs openBlobs;
  private final SmallFiles smallFiles;

  private HffsFileSystem(FileSystemConfig config) throws IOException {
    this.config = config;
    Clock clock = Clock.systemUTC();
    Ticker ticker = Ticker.systemTicker();
    Files.createDirectories(config.root());
    this.metadata = MetadataStore.open(config.root());
    this.library = new SharedLibrary(metadata, config.shares());
    this.sources = HubSources.open(config, library::isPublic);
    this.layout = new HubLayout(config.root(), metadata);
    ExistingDownloads downloads = new ExistingDownloads(config.existingDownloads());
    this.cache = BlobCache.open(config.root(), config.cache(), sources.blobs(), clock);
    this.cache.addListener(layout);
    this.cache.adoptFrom(downloads);
    this.cache.keep(metadata::pinnedBlobs);
    this.cache.onWrongBytes(this::wrongBytes);
    this.calls = new RemoteCalls();
    this.local = new LocalKnowledge(metadata, downloads, layout, clock);
    this.catalog = new RepoCatalog(local, sources.trees(), calls, config.catalog(), ticker);
    this.revisions = new HeldRevisions(local, sources.trees(), calls, config.catalog(), ticker);
    this.snapshots = new Snapshots(local, sources.trees(), calls, config.catalog());
    this.openBlobs = new OpenBlobs(cache);
    this.smallFiles = new SmallFiles(cache);
  }

  /** Opens the cache and prepares the sources. No network. */
  public static HffsFileSystem open(FileSystemConfig config) throws IOException {
    return new HffsFileSystem(config);
  }

  /**
   * Mounts, and returns when the mount was seen to answer.
   *
   * @param xattr whether extended attributes are served
   * @param status what {@code .hffs/status.json} shows, asked at each look-up
   */
  public FuseMount mount(
      Path mountpoint, boolean allowOther, boolean xattr, Supplier<String> status)
      throws IOException {
    RepoFileSystem files =
        new RepoFileSystem(
            catalog,
            revisions,
            snapshots,
            cache,
            openBlobs,
            smallFiles,
            config.root(),
            config.readDeadline(),
            status,
            FuseCaller::threadId,
            Clock.systemUTC());
    return FuseMount.mount(
        files, mountpoint, new MountOptions(allowOther, xattr, RepoFileSystem.KERNEL_KEEPS));
  }

  /** A device vouched for what is not the blob: nothing that only it vouches for is believed. */
  private void wrongBytes(int number, BlobId blob) {
    Peering peering = config.peering();
    if (peering == null) {
      return;
    }
    peering
        .pairings()
        .find(number)
        .ifPresent(device -> peering.pairings().ban(device.id(), "it gave wrong bytes of " + blob));
    try {
      cache.purgeAttestedBy(number);
    } catch (IOException e) {
      log.warn("What a banned machine gave cannot be dropped everywhere: {}", e.toString());
    }
  }

  public FileSystemConfig config() {
    return config;
  }

  public HubSources sources() {
    return sources;
  }

  public BlobCache cache() {
    return cache;
  }

  /** Returns what of it may be told to others. */
  public SharedLibrary library() {
    return library;
  }

  public MetadataStore metadata() {
    return metadata;
  }

  public HubLayout layout() {
    return layout;
  }

  public LocalKnowledge local() {
    return local;
  }

  public RepoCatalog catalog() {
    return catalog;
  }

  public HeldRevisions revisions() {
    return revisions;
  }

  public Snapshots snapshots() {
    return snapshots;
  }

  /** Returns how much was read through mounts. */
  public ReadBytes readBytes() {
    return openBlobs.counts();
  }

  /** Ends fetches, makes durable what was fetched, and lets go of everything. */
  @Override
  public void close() throws IOException {
    Peering peering = config.peering();
    if (peering != null) {
      peering.close();
    }
    calls.close();
    cache.close();
    sources.close();
  }
}
