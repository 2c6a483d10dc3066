package io.hffs.fs.repo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The complete tree of a repository at a commit. Immutable, so what it does not hold does not
 * exist: the only ground for saying "no such file".
 *
 * <p>Directories are implied by the paths of the files, as in git.
 */
public final class Snapshot {

  /** What the directories may take; those of a million real files take a tenth. */
  private static final long MAX_DIRECTORY_BYTES = 256L << 20;

  /** Of the objects for one directory. */
  private static final int BYTES_PER_DIRECTORY = 300;

  private enum Knowledge {
    COMPLETE,
    ATTESTED,
    PARTIAL
  }

  private final RepoId repo;
  private final CommitHash commit;
  private final Instant lastModified;
  private final Knowledge knowledge;
  private final Map<String, TreeEntry> files = new TreeMap<>();
  private final Map<String, List<String>> directories = new HashMap<>();

  private Snapshot(
      RepoId repo,
      CommitHash commit,
      Instant lastModified,
      Knowledge knowledge,
      Collection<TreeEntry> entries) {
    this.repo = repo;
    this.commit = commit;
    this.lastModified = lastModified;
    this.knowledge = knowledge;
    Map<String, Set<String>> children = new HashMap<>();
    children.put("", new TreeSet<>());
    long directoryBytes = 0;
    for (TreeEntry entry : entries) {
      if (files.put(entry.path().value(), entry) != null) {
        throw new IllegalArgumentException("twice in the tree of " + repo + ": " + entry.path());
      }
      directoryBytes += addToParents(children, entry.path().value());
      if (directoryBytes > MAX_DIRECTORY_BYTES) {
        throw new IllegalArgumentException("too many directories in " + repo);
      }
    }
    for (String path : files.keySet()) {
      if (children.containsKey(path)) {
        throw new IllegalArgumentException("file and directory in " + repo + ": " + path);
      }
    }
    children.forEach((path, names) -> directories.put(path, new ArrayList<>(names)));
  }

  /**
   * Makes a snapshot of everything that the commit holds.
   *
   * @throws IllegalArgumentException when a path stands twice, or for a file and a directory at
   *     once, or when the directories would take more memory than those of any real tree
   */
  public static Snapshot complete(
      RepoId repo, CommitHash commit, Instant lastModified, Collection<TreeEntry> entries) {
    return new Snapshot(repo, commit, lastModified, Knowledge.COMPLETE, entries);
  }

  /**
   * Makes a snapshot of everything that the commit holds by the word of a paired machine: good as
   * long as no Hub can be asked. Throws as {@code complete}.
   */
  public static Snapshot attested(
      RepoId repo, CommitHash commit, Instant lastModified, Collection<TreeEntry> entries) {
    return new Snapshot(repo, commit, lastModified, Knowledge.ATTESTED, entries);
  }

  /**
   * Makes a snapshot of the files that are known; there may be more. Throws as {@code complete}.
   */
  public static Snapshot partial(
      RepoId repo, CommitHash commit, Instant lastModified, Collection<TreeEntry> entries) {
    return new Snapshot(repo, commit, lastModified, Knowledge.PARTIAL, entries);
  }

  /** Returns about how many bytes the directories take that are new with this path. */
  private static long addToParents(Map<String, Set<String>> children, String path) {
    long bytes = 0;
    String child = path;
    while (!child.isEmpty()) {
      int slash = child.lastIndexOf('/');
      String parent = slash < 0 ? "" : child.substring(0, slash);
      boolean added =
          children.computeIfAbsent(parent, key -> new TreeSet<>()).add(child.substring(slash + 1));
      if (!added) {
        return bytes;
      }
      bytes += parent.length() + BYTES_PER_DIRECTORY;
      child = parent;
    }
    return bytes;
  }

  public RepoId repo() {
    return repo;
  }

  public CommitHash commit() {
    return commit;
  }

  public Instant lastModified() {
    return lastModified;
  }

  /** Tells whether a path that is not here is known not to exist. */
  public boolean isComplete() {
    return knowledge != Knowledge.PARTIAL;
  }

  /** Tells whether it is only a paired machine that says so. */
  public boolean isAttested() {
    return knowledge == Knowledge.ATTESTED;
  }

  /** Returns all files, sorted by path. */
  public Collection<TreeEntry> files() {
    return Collections.unmodifiableCollection(files.values());
  }

  /** Returns the file at this path, empty when there is none or it is a directory. */
  public Optional<TreeEntry> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  public boolean isDirectory(String path) {
    return directories.containsKey(path);
  }

  /**
   * Returns the names in a directory, sorted; the root is the empty string. Empty when there is no
   * such directory.
   */
  public List<String> children(String directory) {
    return Collections.unmodifiableList(directories.getOrDefault(directory, List.of()));
  }

  /** Returns the sum of the sizes of all files, in bytes. */
  public long sizeBytes() {
    return files.values().stream().mapToLong(TreeEntry::sizeBytes).sum();
  }

  @Override
  public String toString() {
    return repo + "@" + commit.abbreviated() + " (" + files.size() + " files)";
  }
}
