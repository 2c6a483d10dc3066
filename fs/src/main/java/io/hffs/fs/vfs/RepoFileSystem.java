package io.hffs.fs.vfs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.catalog.HeldRevision;
import io.hffs.fs.catalog.HeldRevisions;
import io.hffs.fs.catalog.RepoCatalog;
import io.hffs.fs.catalog.Snapshots;
import io.hffs.fs.read.BlobReader;
import io.hffs.fs.read.OpenBlobs;
import io.hffs.fs.read.SmallFiles;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.vfs.OpenedFile.PageCaching;
import io.hffs.fs.vfs.VfsException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The repositories of the Hub as a file system, out of the catalogue and the cache.
 *
 * <p>Only {@link #attributes}, {@link #list} and {@link #open} may ask for metadata, within the
 * limits of the catalogue; only {@link #read} fetches content, within the read deadline.
 */
public final class RepoFileSystem implements VirtualFileSystem {

  /**
   * Whose bytes the kernel's pages of a path are.
   *
   * @param mismatches how many blobs had turned out wrong when they were read
   */
  private record Pages(BlobId blob, long mismatches) {}

  /** How long the kernel may keep names and attributes; given to the mount as its time-outs. */
  public static final Duration KERNEL_KEEPS = Duration.ofSeconds(30);

  /** A thread of a program, at this mount. */
  private record Asker(RepoFileSystem mount, long thread) {}

  private static final int REMEMBERED_PATHS = 200_000;

  private final PathResolver paths;
  private final BlobCache cache;
  private final OpenBlobs blobs;
  private final SmallFiles smallFiles;
  private final Path cacheRoot;
  private final Duration readDeadline;
  private final LongSupplier callerThread;
  private final Map<Long, OpenFile> handles = new ConcurrentHashMap<>();
  private final AtomicLong lastHandle = new AtomicLong();

  /** Which blob the kernel's pages of a path belong to. A path that is missing is only slower. */
  private final Cache<String, Pages> pagesOf =
      Caffeine.newBuilder().maximumSize(REMEMBERED_PATHS).build();

  /**
   * @param status what {@code /.hffs/status.json} shows, asked at each look-up of it
   * @param callerThread the thread of the program for which a call is made, asked in the call
   */
  public RepoFileSystem(
      RepoCatalog catalog,
      HeldRevisions revisions,
      Snapshots snapshots,
      BlobCache cache,
      OpenBlobs blobs,
      SmallFiles smallFiles,
      Path cacheRoot,
      Duration readDeadline,
      Supplier<String> status,
      LongSupplier callerThread,
      Clock clock) {
    Instant started = clock.instant();
    RepoTree repos = new RepoTree(catalog, revisions, snapshots, started);
    ControlTree control = new ControlTree(repos, catalog, revisions, status, started);
    this.paths = new PathResolver(repos, control, started);
    this.cache = cache;
    this.blobs = blobs;
    this.smallFiles = smallFiles;
    this.cacheRoot = cacheRoot;
    this.readDeadline = readDeadline;
    this.callerThread = callerThread;
  }

  @Override
  public Attributes attributes(String path) throws IOException {
    Node node = paths.resolve(path);
    if (node instanceof Node.RepoFile file) {
      file.held().told(asker(), path, file.snapshot().commit(), KERNEL_KEEPS);
      long size = file.entry().sizeBytes();
      return new Attributes(
          FileKind.FILE, file.inode(), size, presentBytes(file.entry()), file.modified());
    }
    if (node instanceof Node.Text text) {
      long size = text.bytes().length;
      return new Attributes(FileKind.FILE, text.inode(), size, size, text.modified());
    }
    if (node instanceof Node.Link link) {
      long size = link.targetBytes().length;
      return new Attributes(FileKind.LINK, link.inode(), size, 0, link.modified());
    }
    return new Attributes(FileKind.DIRECTORY, node.inode(), 0, 0, node.modified());
  }

  private Asker asker() {
    return new Asker(this, callerThread.getAsLong());
  }

  private long presentBytes(TreeEntry entry) {
    BlobId blob = entry.blob();
    return blob == null ? 0 : cache.presentBytes(blob);
  }

  @Override
  public List<DirectoryEntry> list(String path) throws IOException {
    if (paths.resolve(path) instanceof Node.Directory directory) {
      return directory.listing().entries();
    }
    throw new VfsException(Reason.NOT_A_DIRECTORY, "not a directory: " + path);
  }

  @Override
  public String readLink(String path) throws IOException {
    if (paths.resolve(path) instanceof Node.Link link) {
      return link.target();
    }
    throw new VfsException(Reason.NOT_A_LINK, "not a symbolic link: " + path);
  }

  @Override
  public OpenedFile open(String path) throws IOException {
    Node node = paths.resolve(path);
    if (node instanceof Node.RepoFile file) {
      return openRepoFile(path, file);
    }
    if (node instanceof Node.Text text) {
      return new OpenedFile(
          handle(new OpenFile.Bytes(ByteBuffer.wrap(text.bytes()))), PageCaching.BYPASS);
    }
    // The kernel opens only what it takes for a file: that was at the commit before.
    throw new VfsException(Reason.STALE_NAME, "no longer a file: " + path);
  }

  private OpenedFile openRepoFile(String path, Node.RepoFile file) throws IOException {
    Optional<BlobRef> ref = BlobRef.of(file.snapshot(), file.entry());
    if (ref.isEmpty()) {
      throw new VfsException(
          Reason.ACCESS_DENIED,
          path
              + ": the Hub shows this file to nobody who has not accepted the conditions; accept"
              + " them on the page of "
              + file.snapshot().repo()
              + ", then: hffs auth login");
    }
    HeldRevision held = file.held();
    ResolvedRevision at = held.hold();
    OpenFile opened;
    try {
      boolean movedMeanwhile = !at.commit().equals(file.snapshot().commit());
      if (movedMeanwhile || held.mayBeStale(asker(), path, KERNEL_KEEPS)) {
        throw new VfsException(Reason.STALE_NAME, "the branch moved: " + path);
      }
      opened = ref.get().sizeBytes() == 0 ? empty(held) : blob(file, ref.get());
    } catch (IOException | RuntimeException e) {
      held.release();
      throw e;
    }
    // What was read of a blob that turned out wrong may be among the kernel's pages.
    Pages pages = new Pages(ref.get().id(), cache.digestMismatches());
    boolean samePages = pages.equals(pagesOf.getIfPresent(path));
    pagesOf.put(path, pages);
    return new OpenedFile(handle(opened), samePages ? PageCaching.KEEP : PageCaching.RENEW);
  }

  private static OpenFile empty(HeldRevision held) {
    held.release(); // nothing of it will be fetched
    return new OpenFile.Bytes(ByteBuffer.allocate(0));
  }

  private OpenFile blob(Node.RepoFile file, BlobRef ref) throws IOException {
    BlobReader reader = blobs.acquire(ref, file.snapshot());
    return new OpenFile.Blob(reader, ref.id(), file, smallFiles);
  }

  private long handle(OpenFile file) {
    long handle = lastHandle.incrementAndGet();
    handles.put(handle, file);
    return handle;
  }

  @Override
  public int read(long handle, long offset, ByteBuffer target) throws IOException {
    OpenFile file = handles.get(handle);
    if (file == null) {
      throw new VfsException(Reason.BAD_HANDLE, "no such handle: " + handle);
    }
    return file.read(offset, target, readDeadline);
  }

  @Override
  public void release(long handle) {
    if (handles.remove(handle) instanceof OpenFile.Blob blob) {
      blobs.release(blob.id());
      blob.file().held().release();
    }
  }

  @Override
  public List<String> extendedAttributeNames(String path) throws IOException {
    return List.copyOf(extendedAttributes(path).keySet());
  }

  @Override
  public byte[] extendedAttribute(String path, String name) throws IOException {
    String value = extendedAttributes(path).get(name);
    if (value == null) {
      throw new VfsException(Reason.NO_SUCH_ATTRIBUTE, path + " has no attribute " + name);
    }
    return value.getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, String> extendedAttributes(String path) throws IOException {
    Node node = paths.resolve(path);
    if (node instanceof Node.RepoFile file) {
      return fileAttributes(file);
    }
    if (node instanceof Node.Directory directory && directory.held() != null) {
      return Map.of("user.hffs.commit", directory.held().at().commit().hex());
    }
    return Map.of();
  }

  private Map<String, String> fileAttributes(Node.RepoFile file) {
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("user.hffs.commit", file.snapshot().commit().hex());
    BlobId blob = file.entry().blob();
    if (blob != null) {
      long present = cache.presentBytes(blob);
      attributes.put("user.hffs.digest", blob.algorithm().name() + ":" + blob.hex());
      attributes.put("user.hffs.cached", Long.toString(present));
      boolean whole = present >= file.entry().sizeBytes();
      attributes.put("user.hffs.source", whole ? "cache" : "hub");
    }
    return attributes;
  }

  @Override
  public VolumeSpace space() throws IOException {
    FileStore store = Files.getFileStore(cacheRoot);
    return new VolumeSpace(
        store.getTotalSpace(), store.getUnallocatedSpace(), store.getUsableSpace());
  }
}
