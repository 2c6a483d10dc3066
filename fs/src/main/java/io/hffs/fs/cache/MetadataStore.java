package io.hffs.fs.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hffs.fs.cache.MetadataJson.RefsFile;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of repositories without asking anybody: trees at commits, which never change, and
 * what revisions stood for when they were last seen.
 *
 * <p>Thread-safe. Questions are answered from memory, but for the first about a tree, which reads
 * one file. Writes are durable when they return, and block on the local disk.
 */
public final class MetadataStore {

  private static final int SNAPSHOTS_IN_MEMORY = 256;
  private static final RefsFile NO_REFS = new RefsFile(Map.of(), Optional.empty());

  private final Path snapshotsFolder;
  private final Path refsFolder;
  private final Path aliasesFile;
  private final Path pinsFile;
  private final MetadataFiles files;
  private final Map<RepoId, Set<CommitHash>> commits = new ConcurrentHashMap<>();
  private final Map<RepoId, RefsFile> refs = new ConcurrentHashMap<>();
  private final Map<RepoId, RepoId> aliases = new ConcurrentHashMap<>();
  private final Set<Pin> pins = ConcurrentHashMap.newKeySet();
  private final Cache<TreeKey, Snapshot> snapshots =
      Caffeine.newBuilder().maximumSize(SNAPSHOTS_IN_MEMORY).build();

  /** Held while a file is written, so that two writers of one do not lose an entry. */
  private final Object writeLock = new Object();

  private final AtomicLong version = new AtomicLong();

  private record TreeKey(RepoId repo, CommitHash commit) {}

  private MetadataStore(Path root) {
    snapshotsFolder = root.resolve("snapshots");
    refsFolder = root.resolve("refs");
    aliasesFile = root.resolve("aliases.json");
    pinsFile = root.resolve("pins.json");
    files = new MetadataFiles(root.resolve("trash"));
  }

  /** Reads all but the trees. A file that is damaged counts as absent and goes to the trash. */
  public static MetadataStore open(Path root) {
    MetadataStore store = new MetadataStore(root);
    MetadataFiles.removeTemporaries(root);
    MetadataFiles.removeTemporaries(store.refsFolder);
    for (RepoId repo : MetadataFiles.repoFolders(store.snapshotsFolder)) {
      MetadataFiles.removeTemporaries(store.snapshotsFolder.resolve(repo.cacheFolder()));
      for (String name : MetadataFiles.names(store.snapshotsFolder.resolve(repo.cacheFolder()))) {
        if (CommitHash.isValid(name)) {
          store.commitsOf(repo).add(new CommitHash(name));
        }
      }
    }
    for (String name : MetadataFiles.names(store.refsFolder)) {
      RepoId.fromCacheFolder(name).ifPresent(store::loadRefs);
    }
    store.files.read(store.aliasesFile, MetadataJson::aliases).ifPresent(store.aliases::putAll);
    store.files.read(store.pinsFile, MetadataJson::pins).ifPresent(store.pins::addAll);
    return store;
  }

  /** Returns a number that is another one after every change of trees or of what refs stand for. */
  public long version() {
    return version.get();
  }

  /** Returns the tree at a commit, complete or partial. Reads a file the first time. */
  public Optional<Snapshot> snapshot(RepoId repo, CommitHash commit) {
    TreeKey key = new TreeKey(repo, commit);
    Snapshot known = snapshots.getIfPresent(key);
    if (known != null) {
      return Optional.of(known);
    }
    Set<CommitHash> ofRepo = commits.get(repo);
    if (ofRepo == null || !ofRepo.contains(commit)) {
      return Optional.empty();
    }
    Optional<Snapshot> read =
        files.read(snapshotFile(repo, commit), json -> MetadataJson.snapshot(json, repo, commit));
    if (read.isPresent()) {
      snapshots.put(key, read.get());
    } else {
      ofRepo.remove(commit);
    }
    return read;
  }

  /**
   * Keeps a tree. A complete one is never replaced: at a commit nothing changes; one for which
   * there is only the word of a paired machine is, by any complete one.
   */
  public void save(Snapshot snapshot) throws IOException {
    Optional<Snapshot> known = snapshot(snapshot.repo(), snapshot.commit());
    if (known.isPresent()
        && known.get().isComplete()
        && !(known.get().isAttested() && snapshot.isComplete())) {
      return;
    }
    synchronized (writeLock) {
      files.write(snapshotFile(snapshot.repo(), snapshot.commit()), MetadataJson.write(snapshot));
      snapshots.put(new TreeKey(snapshot.repo(), snapshot.commit()), snapshot);
      commitsOf(snapshot.repo()).add(snapshot.commit());
      version.incrementAndGet();
    }
  }

  /** Returns what a revision stood for when it was last seen. */
  public Optional<SeenRef> ref(RepoId repo, Revision revision) {
    return Optional.ofNullable(refs.getOrDefault(repo, NO_REFS).refs().get(revision));
  }

  /** Returns all revisions that were ever seen. */
  public Map<Revision, SeenRef> refs(RepoId repo) {
    return refs.getOrDefault(repo, NO_REFS).refs();
  }

  /** Keeps what a revision stands for now. */
  public void saveRef(ResolvedRevision resolved, Instant seenAt) throws IOException {
    SeenRef seen =
        new SeenRef(resolved.commit(), resolved.lastModified(), resolved.visibility(), seenAt);
    synchronized (writeLock) {
      RefsFile before = refs.getOrDefault(resolved.repo(), NO_REFS);
      Map<Revision, SeenRef> after = new HashMap<>(before.refs());
      after.put(resolved.revision(), seen);
      writeRefs(resolved.repo(), new RefsFile(Map.copyOf(after), before.listed()));
    }
  }

  /** Forgets a revision, because a source said that it does not exist any more. */
  public void deleteRef(RepoId repo, Revision revision) throws IOException {
    synchronized (writeLock) {
      RefsFile before = refs.getOrDefault(repo, NO_REFS);
      Map<Revision, SeenRef> after = new HashMap<>(before.refs());
      if (after.remove(revision) != null) {
        writeRefs(repo, new RefsFile(Map.copyOf(after), before.listed()));
      }
    }
  }

  /** Returns the branches and tags that the Hub last listed. */
  public Optional<RepoRefs> listedRefs(RepoId repo) {
    return refs.getOrDefault(repo, NO_REFS).listed();
  }

  public void saveListedRefs(RepoId repo, RepoRefs listed) throws IOException {
    synchronized (writeLock) {
      writeRefs(repo, new RefsFile(refs.getOrDefault(repo, NO_REFS).refs(), Optional.of(listed)));
    }
  }

  /** Returns the canonical id of a repository that was once asked for by this other id. */
  public Optional<RepoId> alias(RepoId asked) {
    return Optional.ofNullable(aliases.get(asked));
  }

  public void saveAlias(RepoId asked, RepoId canonical) throws IOException {
    if (asked.equals(canonical) || canonical.equals(aliases.get(asked))) {
      return;
    }
    synchronized (writeLock) {
      Map<RepoId, RepoId> after = new HashMap<>(aliases);
      after.put(asked, canonical);
      files.write(aliasesFile, MetadataJson.writeAliases(after));
      aliases.put(asked, canonical);
    }
  }

  /** Returns all other ids that led somewhere. */
  public Map<RepoId, RepoId> aliases() {
    return Map.copyOf(aliases);
  }

  /** Returns the repositories of which a tree or a ref is known, by canonical id, sorted. */
  public Set<RepoId> repos() {
    Set<RepoId> repos = new TreeSet<>(refs.keySet());
    commits.forEach(
        (repo, ofRepo) -> {
          if (!ofRepo.isEmpty()) {
            repos.add(repo);
          }
        });
    return repos;
  }

  /** Returns the commits of which the tree is known, in the order of their hex digits. */
  public List<CommitHash> commits(RepoId repo) {
    return List.copyOf(commits.getOrDefault(repo, Set.of()));
  }

  public Set<Pin> pins() {
    return Set.copyOf(pins);
  }

  /** Pins what is known of it, and what will be. */
  public void pin(Pin pin) throws IOException {
    synchronized (writeLock) {
      Set<Pin> after = new HashSet<>(pins);
      after.add(pin);
      files.write(pinsFile, MetadataJson.writePins(after));
      pins.add(pin);
    }
  }

  /** Takes back a pin, and with that of a whole repository those of its revisions too. */
  public boolean unpin(Pin pin) throws IOException {
    synchronized (writeLock) {
      Set<Pin> after = new HashSet<>(pins);
      boolean whole = pin.revision() == null;
      if (!after.removeIf(each -> whole ? each.repo().equals(pin.repo()) : each.equals(pin))) {
        return false;
      }
      files.write(pinsFile, MetadataJson.writePins(after));
      return pins.retainAll(after);
    }
  }

  /** Returns the commits of a repository that its pins stand for now. */
  public Set<CommitHash> pinnedCommits(RepoId repo) {
    Set<CommitHash> pinned = new HashSet<>();
    for (Pin pin : pins) {
      Revision revision = pin.revision();
      if (!pin.repo().equals(repo)) {
        continue;
      }
      if (revision == null) {
        pinned.addAll(commits(repo));
      } else {
        revision.commit().or(() -> ref(repo, revision).map(SeenRef::commit)).ifPresent(pinned::add);
      }
    }
    return pinned;
  }

  /** Returns the blobs of all that is pinned now. Reads trees that are not in memory. */
  public Set<BlobId> pinnedBlobs() {
    Set<BlobId> blobs = new HashSet<>();
    for (RepoId repo : repos()) {
      for (CommitHash commit : pinnedCommits(repo)) {
        snapshot(repo, commit).ifPresent(snapshot -> addBlobs(snapshot, blobs));
      }
    }
    return blobs;
  }

  /** Forgets a tree, and the pin of its commit. The blobs stay. */
  public void deleteSnapshot(RepoId repo, CommitHash commit) throws IOException {
    unpin(new Pin(repo, Revision.of(commit)));
    synchronized (writeLock) {
      Files.deleteIfExists(snapshotFile(repo, commit));
      commitsOf(repo).remove(commit);
      snapshots.invalidate(new TreeKey(repo, commit));
      version.incrementAndGet();
    }
  }

  /** Forgets all of a repository: trees, refs, pins, and the other ids that lead to it. */
  public void deleteRepo(RepoId repo) throws IOException {
    for (CommitHash commit : commits(repo)) {
      deleteSnapshot(repo, commit);
    }
    unpin(new Pin(repo, null));
    synchronized (writeLock) {
      Files.deleteIfExists(refsFile(repo));
      Files.deleteIfExists(snapshotsFolder.resolve(repo.cacheFolder()));
      refs.remove(repo);
      commits.remove(repo);
      if (aliases.values().removeIf(repo::equals)) {
        files.write(aliasesFile, MetadataJson.writeAliases(aliases));
      }
    }
  }

  private static void addBlobs(Snapshot snapshot, Set<BlobId> blobs) {
    for (TreeEntry entry : snapshot.files()) {
      BlobId blob = entry.blob();
      if (blob != null) {
        blobs.add(blob);
      }
    }
  }

  private void loadRefs(RepoId repo) {
    files.read(refsFile(repo), MetadataJson::refsFile).ifPresent(read -> refs.put(repo, read));
  }

  private void writeRefs(RepoId repo, RefsFile after) throws IOException {
    files.write(refsFile(repo), MetadataJson.write(after));
    RefsFile before = refs.put(repo, after);
    if (before == null || !before.standsFor(after)) {
      version.incrementAndGet();
    }
  }

  private Set<CommitHash> commitsOf(RepoId repo) {
    return commits.computeIfAbsent(
        repo, key -> new ConcurrentSkipListSet<>(Comparator.comparing(CommitHash::hex)));
  }

  private Path snapshotFile(RepoId repo, CommitHash commit) {
    return snapshotsFolder.resolve(repo.cacheFolder()).resolve(commit.hex() + ".json");
  }

  private Path refsFile(RepoId repo) {
    return refsFolder.resolve(repo.cacheFolder() + ".json");
  }
}
