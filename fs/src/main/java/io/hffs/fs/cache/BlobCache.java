package io.hffs.fs.cache;

import io.hffs.fs.os.DaemonThreads;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The blobs on this machine, and the way to those that are not: bytes that are absent are fetched
 * from the source, each once, kept on disk and verified.
 *
 * <p>One process per root (its owner holds a lock; that is not done here). Thread-safe. Threads:
 * {@code hffs-fetch-N}, {@code hffs-verify}, {@code hffs-adopt}, {@code hffs-upkeep}; all are
 * daemons.
 */
public final class BlobCache implements AutoCloseable {

  /** Stands for a listener until that is known. */
  private static final class Later<T> implements Consumer<T> {
    private volatile Consumer<T> task = value -> {};

    @Override
    public void accept(T value) {
      task.accept(value);
    }
  }

  private final BlobPaths paths;
  private final BlobIndex index;
  private final OpenBlobs open;
  private final CacheParts parts;
  private final ExecutorService verifier;
  private final Upkeep upkeep;
  private final Later<BlobId> changed = new Later<>();
  private final Path adoptedList;
  private final ExecutorService adopter;
  private volatile @Nullable Adoption adoption;
  private volatile WrongBytesListener wrongBytes = (device, blob) -> {};

  private BlobCache(Path root, CacheConfig config, BlobSource source, Clock clock)
      throws IOException {
    this.paths = new BlobPaths(root.resolve("blobs"));
    Files.createDirectories(paths.blobs());
    this.index = BlobIndex.load(paths);
    this.adoptedList = root.resolve("adopted.tsv");
    this.adopter = Executors.newFixedThreadPool(2, DaemonThreads.named("hffs-adopt"));
    this.verifier = Executors.newSingleThreadExecutor(DaemonThreads.named("hffs-verify"));
    CacheEvents events = new CacheEvents();
    Later<OpenBlob> syncSoon = new Later<>();
    int forReaders = Math.max(1, config.fetchThreads() / 5);
    FetchPacing pacing =
        new FetchPacing(Math.max(1, config.fetchThreads() - forReaders), System::nanoTime);
    this.parts =
        new CacheParts(
            config,
            clock,
            source,
            paths,
            new FetchPool(config.fetchThreads(), pacing),
            pacing,
            verifier,
            syncSoon,
            new DiskHealth(clock, events),
            new MemoryChunks(),
            new ChunkBuffers(),
            events,
            changed,
            (device, blob) -> wrongBytes.wrongBytes(device, blob));
    this.open = new OpenBlobs(parts, index);
    this.upkeep = new Upkeep(parts, index, open);
    syncSoon.task = upkeep::runSoon;
  }

  /**
   * Opens the cache at {@code root}, which is made when it does not exist, and starts its threads.
   * Reads the journal of each blob: well under a second for thousands.
   *
   * @throws IOException when the root cannot be used at all
   */
  public static BlobCache open(Path root, CacheConfig config, BlobSource source, Clock clock)
      throws IOException {
    BlobCache cache = new BlobCache(root, config, source, clock);
    cache.parts.fetches().start();
    cache.upkeep.start();
    return cache;
  }

  /** Has {@code listener} told of every blob that becomes complete or goes from now on. */
  public void addListener(BlobListener listener) {
    upkeep.addListener(listener);
  }

  /**
   * Sets who hears of every blob of which more or less is here than before; called by any thread,
   * must return at once.
   */
  public void onChange(Consumer<BlobId> listener) {
    changed.task = listener;
  }

  /** Sets who hears which paired devices gave wrong bytes. */
  public void onWrongBytes(WrongBytesListener listener) {
    wrongBytes = listener;
  }

  /** Sets who tells which blobs are pinned; asked whenever something is to be evicted. */
  public void keep(Supplier<Set<BlobId>> pinned) {
    upkeep.keep(pinned);
  }

  /** Has whole blobs in the user's Hugging Face cache read in place instead of fetched. */
  public void adoptFrom(ExistingDownloads downloads) {
    adoption = new Adoption(downloads, VerifiedFiles.open(adoptedList), parts.buffers(), adopter);
  }

  /**
   * Returns a lease on a blob; close it. No network, and nothing is written. Blocks on the local
   * disk at most to look for a file of the user's Hugging Face cache.
   *
   * @throws SourceException when a verified blob of this digest has another size
   */
  public CachedBlob acquire(BlobRef ref) throws IOException {
    IndexEntry known = index.get(ref.id());
    // By the size that was verified, if one was: opening by another would discard the blob.
    boolean complete = known != null && known.isComplete();
    long sizeBytes = known != null && complete ? known.sizeBytes() : ref.sizeBytes();
    OpenBlob blob = open.hold(ref.id(), sizeBytes);
    if (blob.grid().sizeBytes() != ref.sizeBytes()) {
      blob.release();
      throw new SourceException(
          Kind.CORRUPT,
          ref.repo()
              + "/"
              + ref.path()
              + " is said to have "
              + ref.sizeBytes()
              + " bytes, but its blob has "
              + blob.grid().sizeBytes());
    }
    if (blob.places().add(ref)) {
      upkeep.runSoonIfComplete(blob);
      Adoption existing = adoption;
      if (existing != null && !complete) {
        existing.offer(blob, ref);
      }
    }
    return new CachedBlob(blob, ref);
  }

  /**
   * Returns a lease on what of a blob may be given to others; empty when nothing of it is here nor
   * under way.
   */
  public Optional<SharedBlob> share(BlobRef ref) throws IOException {
    OpenBlob inUse = open.get(ref.id()); // of which the index may not know the first part yet
    if (presentBytes(ref.id()) == 0 && (inUse == null || !inUse.isLoaded())) {
      return Optional.empty();
    }
    try (CachedBlob lease = acquire(ref)) {
      return Optional.of(lease.share());
    }
  }

  /**
   * Drops all chunks of all blobs for which there is only this device's word. Blocks on the disk.
   */
  public void purgeAttestedBy(int device) throws IOException {
    for (BlobStatus status : blobs()) {
      if (!status.complete()) {
        purge(open.hold(status.id(), status.sizeBytes()), device);
      }
    }
    for (OpenBlob blob : open.all()) { // of which the first part is not in the index yet
      if (blob.isLoaded() && blob.retain()) {
        purge(blob, device);
      }
    }
  }

  private static void purge(OpenBlob held, int device) {
    try {
      held.integrity().purge(device);
    } finally {
      held.release();
    }
  }

  /**
   * Takes over a whole file that came from elsewhere: reads it, and if it has the digest of the
   * blob moves it to its place, where it is complete as if it had been fetched. Blocks for about a
   * second for each GB, and while others fetch parts of the blob.
   *
   * @param file on the file system of the cache; gone afterwards. Nobody else may write it
   * @throws SourceException CORRUPT when it is not this blob; then it stays where it is
   * @throws IOException when it cannot be read or moved, or others fetch the blob for long; then it
   *     stays too, unless the disk failed after it was moved
   */
  public void importFile(BlobRef ref, Path file) throws IOException {
    try (CachedBlob lease = acquire(ref)) {
      OpenBlob blob = open.hold(ref.id(), ref.sizeBytes());
      try {
        if (lease.isComplete()) {
          Files.delete(file);
        } else {
          new BlobImport(blob, ref, file).run();
        }
      } finally {
        blob.release();
      }
    }
  }

  /** Returns how many bytes of a blob are on this machine, 0 when it is unknown. Takes no lock. */
  public long presentBytes(BlobId id) {
    IndexEntry entry = index.get(id);
    long own = entry == null ? 0 : entry.presentBytes();
    return Math.max(own, adoptedBytes(id));
  }

  /** Tells whether all of a blob is here and its digest was seen to match. Takes no lock. */
  public boolean isComplete(BlobId id) {
    IndexEntry entry = index.get(id);
    return (entry != null && entry.isComplete()) || adoptedBytes(id) > 0;
  }

  /**
   * Returns a file that holds exactly this blob, read-only: ours, or the one in the user's Hugging
   * Face cache. Empty when it is not complete and recorded as that. It may go at any time: opening
   * it then fails.
   */
  public Optional<Path> completedFile(BlobId id) {
    IndexEntry entry = index.get(id);
    Path own = paths.whole(id);
    if (entry != null && entry.isComplete() && Files.isRegularFile(own)) {
      return Optional.of(own);
    }
    Adoption existing = adoption;
    return existing == null ? Optional.empty() : existing.file(id);
  }

  /** Returns all blobs of which something is in this cache; adopted files are not ours. */
  public List<BlobStatus> blobs() {
    return index.statuses();
  }

  /** Returns the bytes of all blobs on disk. */
  public long usedBytes() {
    return index.usedBytes();
  }

  /** Says why nothing is kept at the moment, and since when; empty while the disk is well. */
  public Optional<String> diskProblem() {
    return parts.disk().problem();
  }

  /** Returns how many blobs turned out not to be what their digest says. */
  public long digestMismatches() {
    return parts.events().digestMismatches.sum();
  }

  public CacheCounters counters() {
    return parts.events().counters();
  }

  /**
   * Removes a blob from disk. Open readers go on reading what they have.
   *
   * @return false when there was nothing of it
   */
  public boolean delete(BlobId id) throws IOException {
    return upkeep.delete(id);
  }

  /**
   * Reads again all that is on disk of a blob and compares checksums, and the digest when all is
   * there. What does not hold becomes absent. Blocks for about a second for each GB.
   */
  public VerifyOutcome verify(BlobId id) throws IOException {
    IndexEntry entry = index.get(id);
    if (entry == null) {
      return new VerifyOutcome(0, 0, VerifyOutcome.WholeDigest.NOT_COMPLETE);
    }
    OpenBlob blob = open.hold(id, entry.sizeBytes());
    try {
      return new BlobCheck(blob).run();
    } finally {
      blob.release();
    }
  }

  /**
   * Removes the least recently used blobs until at most {@code bytes} remain, none that is open or
   * that {@code keep} or the pins name.
   *
   * @return the bytes that were freed
   */
  public long evictTo(long bytes, Predicate<BlobId> keep) throws IOException {
    return upkeep.evictTo(bytes, keep);
  }

  /** Makes durable all that was fetched, and tells the listeners what is complete. Blocks. */
  public void flush() throws IOException {
    upkeep.flush();
  }

  /**
   * Stops fetching, records what was fetched and ends the threads. Blocks for some seconds at most.
   * Reads that still wait fail.
   */
  @Override
  public void close() throws IOException {
    parts.fetches().close();
    end(verifier);
    end(adopter);
    upkeep.close();
  }

  private long adoptedBytes(BlobId id) {
    Adoption existing = adoption;
    return existing == null ? 0 : existing.presentBytes(id);
  }

  /** Lets the work under way end; it looks out for the close. */
  private static void end(ExecutorService executor) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
