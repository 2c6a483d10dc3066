package io.hffs.fs.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.TreeSource;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which names are namespaces and repositories, and under which name each really goes.
 *
 * <p>Thread-safe. What is known locally is answered without network.
 */
public final class RepoCatalog {

  private static final Logger log = LoggerFactory.getLogger(RepoCatalog.class);

  private record NamespaceKey(RepoType type, String name) {}

  private record RefsKey(RepoId repo) {}

  private final LocalKnowledge local;
  private final TreeSource trees;
  private final RemoteCalls calls;
  private final CatalogConfig config;
  private final Cache<RepoId, SourceException> absentRepos;
  private final Cache<NamespaceKey, Optional<String>> namespaces;
  private final Cache<RepoId, RepoRefs> refs;

  public RepoCatalog(
      LocalKnowledge local,
      TreeSource trees,
      RemoteCalls calls,
      CatalogConfig config,
      Ticker ticker) {
    this.local = local;
    this.trees = trees;
    this.calls = calls;
    this.config = config;
    this.absentRepos = shortLived(config, ticker);
    this.namespaces = shortLived(config, ticker);
    this.refs =
        Caffeine.newBuilder()
            .expireAfterWrite(config.idleAfter())
            .ticker(ticker)
            .maximumSize(10_000)
            .build();
  }

  private static <K, V> Cache<K, V> shortLived(CatalogConfig config, Ticker ticker) {
    return Caffeine.newBuilder()
        .expireAfterWrite(config.absentFor())
        .ticker(ticker)
        .maximumSize(100_000)
        .build();
  }

  /**
   * Returns the canonical id of a repository; it differs from the one asked for after a rename, in
   * another spelling of case, and for ids without a namespace.
   *
   * @throws SourceException of kind not found only when the source said so
   */
  public RepoId canonical(RepoId asked) throws IOException {
    Optional<RepoId> known = local.canonical(asked);
    return known.isPresent() ? known.get() : askName(asked);
  }

  private RepoId askName(RepoId asked) throws IOException {
    SourceException absent = absentRepos.getIfPresent(asked);
    if (absent != null) {
      throw absent.forAnotherThread();
    }
    return calls.ask(asked, config.lookupBudget(), () -> resolveName(asked));
  }

  /** Also keeps the answer, since whoever asked may not have waited for it. */
  private RepoId resolveName(RepoId asked) throws SourceException {
    RepoId canonical;
    try {
      ResolvedRevision main = trees.resolve(asked, Revision.MAIN);
      local.saveRef(main);
      canonical = main.repo();
    } catch (SourceException e) {
      if (e.kind() == SourceException.Kind.REPO_NOT_FOUND) {
        absentRepos.put(asked, e);
      }
      if (e.kind() != SourceException.Kind.REVISION_NOT_FOUND) {
        throw e;
      }
      canonical = asked; // it exists, but has no branch of that name
    }
    if (!canonical.equals(asked)) {
      local.saveAlias(asked, canonical);
    }
    return canonical;
  }

  /**
   * Returns the canonical spelling of a namespace, or empty when the source says that there is
   * none.
   */
  public Optional<String> namespace(RepoType type, String name) throws IOException {
    Optional<String> known = knownNamespace(type, name);
    if (known.isPresent()) {
      return known;
    }
    NamespaceKey key = new NamespaceKey(type, name);
    Optional<String> recent = namespaces.getIfPresent(key);
    if (recent != null) {
      return recent;
    }
    Optional<String> answer =
        calls.ask(key, config.lookupBudget(), () -> findNamespace(type, name));
    namespaces.put(key, answer);
    return answer;
  }

  private Optional<String> findNamespace(RepoType type, String name) throws SourceException {
    List<RepoId> repositories = trees.repositories(type, name);
    for (RepoId repo : repositories) {
      String spelled = repo.namespace();
      if (spelled != null && spelled.equalsIgnoreCase(name)) {
        return Optional.of(spelled);
      }
    }
    return trees.namespaceExists(name) ? Optional.of(name) : Optional.empty();
  }

  /**
   * Returns the repository that an id without a namespace stands for ({@code gpt2}), or empty when
   * the source says that there is none.
   */
  public Optional<RepoId> legacy(RepoType type, String name) throws IOException {
    Optional<RepoId> known = knownLegacy(type, name);
    if (known.isPresent()) {
      return known;
    }
    try {
      RepoId canonical = askName(new RepoId(type, null, name));
      return canonical.namespace() == null ? Optional.empty() : Optional.of(canonical);
    } catch (SourceException e) {
      if (e.kind() == SourceException.Kind.REPO_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Returns what {@link #legacy} would, when this machine knows it. No network. That the user's
   * Hugging Face cache has a repository by the name alone does not tell which one it is.
   */
  public Optional<RepoId> knownLegacy(RepoType type, String name) {
    return local.canonical(new RepoId(type, null, name)).filter(repo -> repo.namespace() != null);
  }

  /** Asks for what {@link #legacy} will want to know, without waiting. */
  public void prepareLegacy(RepoType type, String name) {
    RepoId asked = new RepoId(type, null, name);
    if (knownLegacy(type, name).isEmpty() && absentRepos.getIfPresent(asked) == null) {
      calls.askInBackground(asked, () -> resolveName(asked));
    }
  }

  /** Returns what {@link #namespace} would, when this machine knows it. No network. */
  public Optional<String> knownNamespace(RepoType type, String name) {
    return local.namespace(type, name);
  }

  /** Returns the branches, tags and refs that this machine has seen. No network. */
  public Set<Revision> knownBranches(RepoId repo) {
    return local.branches(repo);
  }

  /** Returns the commits whose tree this machine has. No network. */
  public Set<CommitHash> knownCommits(RepoId repo) {
    return local.commits(repo);
  }

  /** Tells whether the Hub told the official client once that a commit has no such file. */
  public boolean isKnownAbsent(RepoId repo, CommitHash commit, RepoPath path) {
    return local.isKnownAbsent(repo, commit, path);
  }

  /** Returns the repositories that this machine knows of. No network. */
  public Set<RepoId> known(RepoType type) {
    Set<RepoId> known = new TreeSet<>();
    for (RepoId repo : local.repositories()) {
      if (repo.type() == type) {
        known.add(repo);
      }
    }
    return known;
  }

  /**
   * Returns the names of the revisions of a repository: those known here, and those of the source
   * when it answers in time.
   */
  public Set<Revision> revisions(RepoId repo) {
    Set<Revision> names = new TreeSet<>(Comparator.comparing(Revision::name));
    if (refs.getIfPresent(repo) == null) {
      try {
        calls.ask(new RefsKey(repo), config.freshBudget(), () -> list(repo));
      } catch (IOException e) {
        log.debug("{} is listed as it was last known: {}", repo, e.toString());
      }
    }
    names.addAll(local.branches(repo));
    local.commits(repo).forEach(commit -> names.add(Revision.of(commit)));
    return names;
  }

  private RepoRefs list(RepoId repo) throws SourceException {
    RepoRefs listed = trees.refs(repo);
    local.saveListed(repo, listed);
    refs.put(repo, listed);
    return listed;
  }

  /** Forgets what was heard of a repository's names and refs a moment ago. */
  public void forget(RepoId repo) {
    absentRepos.invalidate(repo);
    refs.invalidate(repo);
  }
}
