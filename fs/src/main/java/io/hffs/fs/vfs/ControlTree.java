package io.hffs.fs.vfs;

import io.hffs.fs.catalog.HeldRevision;
import io.hffs.fs.catalog.HeldRevisions;
import io.hffs.fs.catalog.RepoCatalog;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * {@code /.hffs}: {@code status.json}, and {@code hub/}, the repositories in the layout of the
 * Hugging Face cache, so that {@code HF_HUB_CACHE} can point there:
 *
 * <pre>
 * hub/models--ns--name/refs/main                  the commit, 40 characters
 * hub/models--ns--name/refs/refs/pr/1             a ref with slashes is so many directories
 * hub/models--ns--name/snapshots/&lt;commit>/path    ordinary files
 * </pre>
 */
final class ControlTree {

  private static final String STATUS = "status.json";
  private static final String HUB = "hub";
  private static final String REFS = "refs";
  private static final String SNAPSHOTS = "snapshots";

  /** Directories that every repository has: a pull request is not listed before it is asked for. */
  private static final Set<String> GIT_REFS = Set.of("refs", "refs/pr", "refs/convert");

  private final RepoTree repos;
  private final RepoCatalog catalog;
  private final HeldRevisions revisions;
  private final Supplier<String> status;
  private final Instant started;

  ControlTree(
      RepoTree repos,
      RepoCatalog catalog,
      HeldRevisions revisions,
      Supplier<String> status,
      Instant started) {
    this.repos = repos;
    this.catalog = catalog;
    this.revisions = revisions;
    this.status = status;
    this.started = started;
  }

  /**
   * @param names what follows {@code .hffs}
   */
  Node resolve(String path, List<String> names) throws IOException {
    if (names.isEmpty()) {
      return directory(
          path,
          () -> List.of(entry(path, HUB, FileKind.DIRECTORY), entry(path, STATUS, FileKind.FILE)));
    }
    String first = names.get(0);
    if (first.equals(STATUS) && names.size() == 1) {
      return new Node.Text(Inodes.of(path), Instant.now(), status.get());
    }
    if (!first.equals(HUB)) {
      throw RepoTree.absent(path);
    }
    if (names.size() == 1) {
      return directory(path, () -> repositories(path));
    }
    RepoId asked = RepoId.fromCacheFolder(names.get(1)).orElseThrow(() -> RepoTree.absent(path));
    return inRepository(path, asked, names.subList(2, names.size()));
  }

  private Node inRepository(String path, RepoId asked, List<String> names) throws IOException {
    RepoId repo = catalog.canonical(asked);
    if (names.isEmpty()) {
      return directory(
          path,
          () ->
              List.of(
                  entry(path, REFS, FileKind.DIRECTORY),
                  entry(path, SNAPSHOTS, FileKind.DIRECTORY)));
    }
    List<String> rest = names.subList(1, names.size());
    return switch (names.get(0)) {
      case REFS -> inRefs(path, repo, String.join("/", rest));
      case SNAPSHOTS -> inSnapshots(path, repo, rest);
      default -> throw RepoTree.absent(path);
    };
  }

  private Node inRefs(String path, RepoId repo, String name) throws IOException {
    SortedMap<String, FileKind> known = children(name, catalog.knownBranches(repo));
    if (name.isEmpty() || !known.isEmpty() || GIT_REFS.contains(name)) {
      return refsDirectory(path, known);
    }
    if (!Revision.isValid(name) || CommitHash.isValid(name)) {
      throw RepoTree.absent(path);
    }
    try {
      ResolvedRevision at = revisions.use(repo, new Revision(name)).at();
      return new Node.Text(Inodes.of(path, at.commit()), at.lastModified(), at.commit().hex());
    } catch (SourceException e) {
      // Git has no branch whose name is the directory of another one's.
      SortedMap<String, FileKind> listed =
          e.isNotFound() ? children(name, catalog.revisions(repo)) : known;
      if (listed.isEmpty()) {
        throw e;
      }
      return refsDirectory(path, listed);
    }
  }

  /** Returns what the names of refs that begin with a directory's name are within it. */
  private static SortedMap<String, FileKind> children(String name, Set<Revision> refs) {
    SortedMap<String, FileKind> children = new TreeMap<>();
    String prefix = name.isEmpty() ? "" : name + "/";
    for (Revision revision : refs) {
      if (revision.name().startsWith(prefix) && revision.commit().isEmpty()) {
        String below = revision.name().substring(prefix.length());
        int slash = below.indexOf('/');
        if (slash < 0) {
          children.put(below, FileKind.FILE);
        } else {
          children.put(below.substring(0, slash), FileKind.DIRECTORY);
        }
      }
    }
    return children;
  }

  private Node refsDirectory(String path, SortedMap<String, FileKind> children) {
    List<DirectoryEntry> entries = new ArrayList<>();
    children.forEach((child, kind) -> entries.add(entry(path, child, kind)));
    return directory(path, () -> entries);
  }

  private Node inSnapshots(String path, RepoId repo, List<String> names) throws IOException {
    if (names.isEmpty()) {
      return directory(
          path,
          () ->
              catalog.knownCommits(repo).stream()
                  .map(commit -> entry(path, commit.hex(), FileKind.DIRECTORY))
                  .toList());
    }
    if (!CommitHash.isValid(names.get(0))) {
      throw RepoTree.absent(path);
    }
    HeldRevision held = revisions.use(repo, new Revision(names.get(0)));
    return repos.inSnapshot(path, held, String.join("/", names.subList(1, names.size())));
  }

  private List<DirectoryEntry> repositories(String path) {
    List<DirectoryEntry> entries = new ArrayList<>();
    for (RepoType type : RepoType.values()) {
      for (RepoId repo : catalog.known(type)) {
        entries.add(entry(path, repo.cacheFolder(), FileKind.DIRECTORY));
      }
    }
    return entries;
  }

  private Node directory(String path, Node.Listing listing) {
    return new Node.Directory(Inodes.of(path), started, null, listing);
  }

  private static DirectoryEntry entry(String parent, String name, FileKind kind) {
    return new DirectoryEntry(name, kind, Inodes.of(parent + "/" + name));
  }
}
