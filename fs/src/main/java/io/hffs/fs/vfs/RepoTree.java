package io.hffs.fs.vfs;

import io.hffs.fs.catalog.HeldRevision;
import io.hffs.fs.catalog.HeldRevisions;
import io.hffs.fs.catalog.RepoCatalog;
import io.hffs.fs.catalog.Snapshots;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.vfs.VfsException.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The part of the mount that shows repositories: namespace, name, revision, path. */
final class RepoTree {

  private final RepoCatalog catalog;
  private final HeldRevisions revisions;
  private final Snapshots snapshots;
  private final Instant started;

  RepoTree(RepoCatalog catalog, HeldRevisions revisions, Snapshots snapshots, Instant started) {
    this.catalog = catalog;
    this.revisions = revisions;
    this.snapshots = snapshots;
    this.started = started;
  }

  /**
   * @param path the whole path, for inodes and messages
   * @param names what follows the directory of the type
   */
  Node resolve(RepoType type, String path, List<String> names) throws IOException {
    return switch (names.size()) {
      case 0 -> directory(path, () -> namespaceEntries(type, path));
      case 1 -> namespaceOrLegacy(type, path, names.get(0));
      case 2 -> repository(path, repoId(type, path, names));
      default -> inRevision(path, repoId(type, path, names), names);
    };
  }

  private Node directory(String path, Node.Listing listing) {
    return new Node.Directory(Inodes.of(path), started, null, listing);
  }

  private Node namespaceOrLegacy(RepoType type, String path, String name) throws IOException {
    if (!RepoId.isValidPart(name) || RefusedNames.isRefused(name)) {
      throw absent(path);
    }
    Optional<String> known = catalog.knownNamespace(type, name);
    if (known.isPresent()) {
      return namespace(type, path, name, known.get());
    }
    Optional<RepoId> knownLegacy = catalog.knownLegacy(type, name);
    if (knownLegacy.isPresent()) {
      return legacy(path, knownLegacy.get());
    }
    catalog.prepareLegacy(type, name);
    Optional<String> namespace = catalog.namespace(type, name);
    Optional<RepoId> legacy = legacyBeside(namespace, type, name);
    return legacy.isPresent()
        ? legacy(path, legacy.get())
        : namespace(type, path, name, namespace.orElseThrow(() -> absent(path)));
  }

  /** Of what somebody has as a namespace, only the Hub knows whether it is an old id too. */
  private Optional<RepoId> legacyBeside(Optional<String> namespace, RepoType type, String name)
      throws IOException {
    try {
      return catalog.legacy(type, name);
    } catch (SourceException e) {
      if (namespace.isPresent() && e.isTransient()) {
        return Optional
            .empty(); // else a machine without the Hub could not show what its peers have
      }
      throw e;
    }
  }

  private Node legacy(String path, RepoId canonical) {
    return new Node.Link(Inodes.of(path), started, canonical.id());
  }

  private Node namespace(RepoType type, String path, String name, String canonical) {
    return canonical.equals(name)
        ? directory(path, () -> repositoryEntries(type, name, path))
        : new Node.Link(Inodes.of(path), started, canonical);
  }

  private static RepoId repoId(RepoType type, String path, List<String> names) throws VfsException {
    String namespace = names.get(0);
    String name = names.get(1);
    if (!RepoId.isValidPart(namespace)
        || !RepoId.isValidPart(name)
        || RefusedNames.isRefused(name)) {
      throw absent(path);
    }
    return new RepoId(type, namespace, name);
  }

  private Node repository(String path, RepoId asked) throws IOException {
    RepoId canonical = catalog.canonical(asked);
    if (!canonical.equals(asked)) {
      return new Node.Link(Inodes.of(path), started, "../" + canonical.id());
    }
    Instant modified =
        revisions.known(asked, Revision.MAIN).map(ResolvedRevision::lastModified).orElse(started);
    return new Node.Directory(
        Inodes.of(path), modified, null, () -> revisionEntries(canonical, path));
  }

  private Node inRevision(String path, RepoId asked, List<String> names) throws IOException {
    Revision revision = Revision.fromEncoded(names.get(2)).orElseThrow(() -> absent(path));
    if (RefusedNames.isRefused(revision.name())) {
      throw absent(path);
    }
    RepoId repo = catalog.canonical(asked);
    String inside = String.join("/", names.subList(3, names.size()));
    return inSnapshot(path, revisions.use(repo, revision), inside);
  }

  /**
   * Finds a file or directory in the commit that a revision is held at.
   *
   * @param inside the path in the repository; empty for its root
   */
  Node inSnapshot(String path, HeldRevision held, String inside) throws IOException {
    ResolvedRevision at = held.at();
    Snapshot snapshot = snapshots.at(at);
    Optional<TreeEntry> file = snapshot.file(inside);
    if (file.isPresent()) {
      return new Node.RepoFile(Inodes.of(path, at.commit()), held, snapshot, file.get());
    }
    if (snapshot.isDirectory(inside)) {
      return new Node.Directory(
          Inodes.of(path, at.commit()),
          snapshot.lastModified(),
          held,
          () -> snapshotEntries(snapshot, path, inside));
    }
    if (!snapshot.isComplete() && !isKnownAbsent(snapshot, inside)) {
      throw new SourceException(
          SourceException.Kind.UNAVAILABLE, "not known here, and the Hub cannot be asked: " + path);
    }
    throw absent(path);
  }

  private boolean isKnownAbsent(Snapshot snapshot, String inside) {
    return RepoPath.isValid(inside)
        && catalog.isKnownAbsent(snapshot.repo(), snapshot.commit(), new RepoPath(inside));
  }

  List<DirectoryEntry> namespaceEntries(RepoType type, String parent) {
    SortedSet<String> names = new TreeSet<>();
    for (RepoId repo : catalog.known(type)) {
      String namespace = repo.namespace();
      if (namespace != null) {
        names.add(namespace);
      }
    }
    return directories(parent, names);
  }

  private List<DirectoryEntry> repositoryEntries(RepoType type, String namespace, String parent) {
    SortedSet<String> names = new TreeSet<>();
    for (RepoId repo : catalog.known(type)) {
      if (namespace.equals(repo.namespace())) {
        names.add(repo.name());
      }
    }
    return directories(parent, names);
  }

  private List<DirectoryEntry> revisionEntries(RepoId repo, String parent) {
    SortedSet<String> names = new TreeSet<>();
    for (Revision revision : catalog.revisions(repo)) {
      names.add(revision.encoded());
    }
    return directories(parent, names);
  }

  private static List<DirectoryEntry> directories(String parent, Iterable<String> names) {
    List<DirectoryEntry> entries = new ArrayList<>();
    for (String name : names) {
      entries.add(new DirectoryEntry(name, FileKind.DIRECTORY, Inodes.of(parent + "/" + name)));
    }
    return entries;
  }

  private static List<DirectoryEntry> snapshotEntries(
      Snapshot snapshot, String path, String inside) {
    CommitHash commit = snapshot.commit();
    List<String> names = snapshot.children(inside);
    List<DirectoryEntry> entries = new ArrayList<>(names.size());
    for (String name : names) {
      String child = inside.isEmpty() ? name : inside + "/" + name;
      FileKind kind = snapshot.isDirectory(child) ? FileKind.DIRECTORY : FileKind.FILE;
      entries.add(new DirectoryEntry(name, kind, Inodes.of(path + "/" + name, commit)));
    }
    return entries;
  }

  static VfsException absent(String path) {
    return new VfsException(Reason.NO_SUCH_ENTRY, "no such file: " + path);
  }
}
