package io.hffs.fs.catalog;

import io.hffs.fs.cache.ExistingDownloads;
import io.hffs.fs.cache.HubLayout;
import io.hffs.fs.cache.MetadataStore;
import io.hffs.fs.cache.SeenRef;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.Visibility;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine knows of repositories: what hffs has seen, and behind it what the user's
 * Hugging Face cache holds. Thread-safe; asks nobody.
 *
 * <p>Knowledge that cannot be written down is only lost for the next start, so it is logged and no
 * failure of who found it out.
 */
public final class LocalKnowledge {

  private static final Logger log = LoggerFactory.getLogger(LocalKnowledge.class);

  /**
   * What a revision stood for when it was last seen.
   *
   * @param age how long ago that was
   */
  public record SeenRevision(ResolvedRevision at, Duration age) {}

  private final MetadataStore store;
  private final ExistingDownloads downloads;
  private final HubLayout layout;
  private final Clock clock;

  /** Asked at every look-up of a path, so the answers that were found are kept at hand. */
  private final Map<RepoId, RepoId> canonicalOf = new ConcurrentHashMap<>();

  public LocalKnowledge(
      MetadataStore store, ExistingDownloads downloads, HubLayout layout, Clock clock) {
    this.store = store;
    this.downloads = downloads;
    this.layout = layout;
    this.clock = clock;
  }

  /** Returns the canonical id when it is known: of an alias, or in another spelling of case. */
  public Optional<RepoId> canonical(RepoId asked) {
    RepoId found = canonicalOf.get(asked);
    if (found == null) {
      found = findCanonical(asked).orElse(null);
      if (found != null) {
        canonicalOf.put(asked, found);
      }
    }
    return Optional.ofNullable(found);
  }

  private Optional<RepoId> findCanonical(RepoId asked) {
    Optional<RepoId> alias = store.alias(asked);
    if (alias.isPresent()) {
      return alias;
    }
    Set<RepoId> known = store.repos();
    if (known.contains(asked)) {
      return Optional.of(asked);
    }
    for (RepoId repo : known) {
      if (repo.type() == asked.type() && repo.id().equalsIgnoreCase(asked.id())) {
        return Optional.of(repo);
      }
    }
    return downloads.repos().contains(asked) ? Optional.of(asked) : Optional.empty();
  }

  /** Returns a namespace as it is spelled, when a repository is or was known to be in it. */
  public Optional<String> namespace(RepoType type, String name) {
    String otherCase = null;
    for (RepoId repo : repositories()) {
      String namespace = repo.namespace();
      if (repo.type() == type && namespace != null) {
        if (namespace.equals(name)) {
          return Optional.of(name);
        }
        if (namespace.equalsIgnoreCase(name)) {
          otherCase = namespace;
        }
      }
    }
    return otherCase == null && hasAlias(type, name)
        ? Optional.of(name)
        : Optional.ofNullable(otherCase);
  }

  private boolean hasAlias(RepoType type, String namespace) {
    return store.aliases().keySet().stream()
        .anyMatch(alias -> alias.type() == type && namespace.equals(alias.namespace()));
  }

  public Set<RepoId> repositories() {
    Set<RepoId> all = new TreeSet<>(store.repos());
    all.addAll(downloads.repos());
    return all;
  }

  /** Returns the branches, tags and other refs that were seen, or listed by a source. */
  public Set<Revision> branches(RepoId repo) {
    Set<Revision> names = new TreeSet<>(Comparator.comparing(Revision::name));
    names.addAll(store.refs(repo).keySet());
    store.listedRefs(repo).map(RepoRefs::all).ifPresent(names::addAll);
    names.addAll(downloads.refs(repo).keySet());
    names.removeIf(revision -> revision.commit().isPresent());
    return names;
  }

  /** Returns the commits whose tree is here, whole or in part. */
  public Set<CommitHash> commits(RepoId repo) {
    Set<CommitHash> commits = new TreeSet<>(Comparator.comparing(CommitHash::hex));
    commits.addAll(store.commits(repo));
    commits.addAll(downloads.commits(repo));
    return commits;
  }

  /** Returns what a revision was last seen to stand for; a commit whose tree is here is known. */
  public Optional<SeenRevision> ref(RepoId repo, Revision revision) {
    SeenRef seen = store.refs(repo).get(revision);
    if (seen != null) {
      Duration age = Duration.between(seen.seenAt(), clock.instant());
      // A clock that was set back must not make old knowledge look new.
      Duration safeAge = age.isNegative() ? Duration.ofDays(1) : age;
      return Optional.of(
          new SeenRevision(
              new ResolvedRevision(
                  repo, revision, seen.commit(), seen.lastModified(), seen.visibility()),
              safeAge));
    }
    Optional<CommitHash> commit = revision.commit();
    if (commit.isPresent()) {
      return snapshot(repo, commit.get()).map(snapshot -> seen(snapshot, revision));
    }
    return downloads
        .commit(repo, revision)
        .map(
            known ->
                new SeenRevision(
                    new ResolvedRevision(
                        repo, revision, known, modified(repo, known), Visibility.PRIVATE),
                    Duration.ofDays(1)));
  }

  private static SeenRevision seen(Snapshot snapshot, Revision revision) {
    // Who may read it is not known here, so it is not taken for public.
    return new SeenRevision(
        new ResolvedRevision(
            snapshot.repo(),
            revision,
            snapshot.commit(),
            snapshot.lastModified(),
            Visibility.PRIVATE),
        Duration.ZERO);
  }

  private Instant modified(RepoId repo, CommitHash commit) {
    return snapshot(repo, commit).map(Snapshot::lastModified).orElse(Instant.EPOCH);
  }

  /** Returns the tree at a commit: complete if any is, else what the user's own cache shows. */
  public Optional<Snapshot> snapshot(RepoId repo, CommitHash commit) {
    Optional<Snapshot> own = store.snapshot(repo, commit);
    if (own.isPresent() && own.get().isComplete() && !own.get().isAttested()) {
      return own;
    }
    Optional<Snapshot> downloaded = downloads.snapshot(repo, commit);
    if (own.isPresent() && downloaded.isPresent() && !downloaded.get().isComplete()) {
      return own.get().isComplete() ? own : downloaded;
    }
    if (downloaded.isPresent() && downloaded.get().isComplete()) {
      save(downloaded.get());
    }
    return downloaded.isPresent() ? downloaded : own;
  }

  /** Forgets the answers at hand; what was removed from disk is unknown from now on. */
  public void forget(RepoId repo) {
    canonicalOf.values().removeIf(repo::equals);
  }

  /** Tells whether the official client was told that a commit has no such file. */
  public boolean isKnownAbsent(RepoId repo, CommitHash commit, RepoPath path) {
    return downloads.isKnownAbsent(repo, commit, path);
  }

  void saveRef(ResolvedRevision resolved) {
    write(
        "what " + resolved.revision() + " of " + resolved.repo() + " is",
        () -> {
          store.saveRef(resolved, clock.instant());
          layout.publishRef(resolved.repo(), resolved.revision(), resolved.commit());
        });
  }

  void saveListed(RepoId repo, RepoRefs listed) {
    if (!store.listedRefs(repo).equals(Optional.of(listed))) {
      write("the refs of " + repo, () -> store.saveListedRefs(repo, listed));
    }
  }

  void saveAlias(RepoId asked, RepoId canonical) {
    canonicalOf.put(asked, canonical);
    write("the name of " + asked, () -> store.saveAlias(asked, canonical));
  }

  void save(Snapshot snapshot) {
    write("the tree of " + snapshot, () -> store.save(snapshot));
  }

  /** Something that is written to disk. */
  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  private static void write(String what, Write write) {
    try {
      write.run();
    } catch (IOException e) {
      log.warn("cannot keep {}: {}", what, e.toString());
    }
  }
}
