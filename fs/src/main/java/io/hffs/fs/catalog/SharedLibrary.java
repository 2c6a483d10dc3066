package io.hffs.fs.catalog;

import io.hffs.fs.cache.MetadataStore;
import io.hffs.fs.cache.SeenRef;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.repo.Visibility;
import io.hffs.fs.source.BlobRef;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What of this machine's knowledge may be told to others: public repositories that the user shares,
 * and their blobs. Who knows a digest proves nothing by it, since the lists of gated repositories
 * are public: a blob is shared when a shared repository has it.
 *
 * <p>Public is what the Hub called so when it was last asked. Nothing that only a paired machine
 * said is told on. Thread-safe; no network.
 */
public final class SharedLibrary {

  private record Index(Version version, Map<BlobId, BlobRef> places) {}

  /** What an index was made from: it is made anew when either changes. */
  private record Version(long metadata, int shares) {}

  private final MetadataStore metadata;
  private final Predicate<RepoId> allowed;
  private final AtomicInteger shares = new AtomicInteger();
  private volatile Index index = new Index(new Version(-1, 0), Map.of());

  /**
   * @param allowed whether the user shares a repository if it is public; {@link #sharesChanged} is
   *     called after it changed
   */
  public SharedLibrary(MetadataStore metadata, Predicate<RepoId> allowed) {
    this.metadata = metadata;
    this.allowed = allowed;
  }

  /** Tells whether the Hub called a repository public when it was last asked. */
  public boolean isPublic(RepoId repo) {
    return metadata.refs(repo).values().stream()
        .max(Comparator.comparing(SeenRef::seenAt))
        .map(seen -> seen.visibility() == Visibility.PUBLIC)
        .orElse(false);
  }

  /** Tells whether a repository is shared. */
  public boolean isShared(RepoId repo) {
    return isPublic(repo) && allowed.test(repo);
  }

  /** Returns the shared repositories of which a whole tree is here, sorted. */
  public Set<RepoId> repos() {
    Set<RepoId> shared = new TreeSet<>();
    for (RepoId repo : metadata.repos()) {
      if (isShared(repo) && !commits(repo).isEmpty()) {
        shared.add(repo);
      }
    }
    return shared;
  }

  /** Returns the canonical id of a repository; it may not be a shared one. */
  public RepoId canonical(RepoId asked) {
    return metadata.alias(asked).orElse(asked);
  }

  /** Returns what the branches and tags of a shared repository were last seen to be. */
  public Map<Revision, SeenRef> refs(RepoId repo) {
    Map<Revision, SeenRef> shared = new HashMap<>();
    if (isShared(repo)) {
      shared.putAll(metadata.refs(repo));
      shared.values().removeIf(seen -> seen.visibility() != Visibility.PUBLIC);
    }
    return shared;
  }

  /** Returns the commits of a shared repository whose whole tree is here. */
  public List<CommitHash> commits(RepoId repo) {
    return metadata.commits(repo).stream()
        .filter(commit -> snapshot(repo, commit).isPresent())
        .toList();
  }

  /** Returns the whole tree of a shared repository at a commit. */
  public Optional<Snapshot> snapshot(RepoId repo, CommitHash commit) {
    return isShared(repo)
        ? metadata.snapshot(repo, commit).filter(tree -> tree.isComplete() && !tree.isAttested())
        : Optional.empty();
  }

  /** Returns a place of a blob in a shared repository. */
  public Optional<BlobRef> place(BlobId blob) {
    Index now = index;
    if (!now.version().equals(version())) {
      now = read();
      index = now;
    }
    return Optional.ofNullable(now.places().get(blob)).filter(place -> isShared(place.repo()));
  }

  /** Takes note that the user shares other repositories than before. */
  public void sharesChanged() {
    shares.incrementAndGet();
  }

  private Version version() {
    return new Version(metadata.version(), shares.get());
  }

  private Index read() {
    Version version = version(); // before: what changes meanwhile is read the next time
    Map<BlobId, BlobRef> places = new HashMap<>();
    for (RepoId repo : metadata.repos()) {
      if (isShared(repo)) {
        for (CommitHash commit : metadata.commits(repo)) {
          snapshot(repo, commit).ifPresent(tree -> addPlaces(tree, places));
        }
      }
    }
    return new Index(version, places);
  }

  private static void addPlaces(Snapshot tree, Map<BlobId, BlobRef> places) {
    for (TreeEntry file : tree.files()) {
      BlobRef.of(tree, file).ifPresent(place -> places.put(place.id(), place));
    }
  }
}
