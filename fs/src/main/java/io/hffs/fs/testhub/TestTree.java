package io.hffs.fs.testhub;

import io.hffs.fs.repo.RepoPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of one commit, with the git ids of files and directories. Immutable. */
public final class TestTree {

  /**
   * A file or a directory.
   *
   * @param oid the git blob or tree
   * @param file null for a directory
   */
  record Entry(String path, String oid, @Nullable TestFile file) {

    String parent() {
      int slash = path.lastIndexOf('/');
      return slash < 0 ? "" : path.substring(0, slash);
    }

    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  static final TestTree EMPTY = new TestTree(new TreeMap<>());

  private static final Comparator<Entry> BY_PATH = Comparator.comparing(Entry::path);

  private final SortedMap<String, TestFile> files;
  private final List<Entry> entries;
  private final String oid;

  private TestTree(SortedMap<String, TestFile> files) {
    this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    SortedMap<String, Entry> all = new TreeMap<>();
    this.oid = addDirectory("", this.files, all);
    this.entries = List.copyOf(all.values());
  }

  /** Adds what is below a directory, and returns the id of its git tree. */
  private static String addDirectory(
      String prefix, SortedMap<String, TestFile> files, SortedMap<String, Entry> all) {
    List<Entry> children = new ArrayList<>();
    String path = files.isEmpty() ? null : files.firstKey();
    while (path != null) {
      int slash = path.indexOf('/', prefix.length());
      String next;
      if (slash < 0) {
        TestFile file = Objects.requireNonNull(files.get(path));
        children.add(new Entry(path, file.gitSha1(), file));
        next = path + "\0";
      } else {
        String directory = path.substring(0, slash);
        // '0' follows '/' in ASCII, so this is the end of all that begins with "directory/".
        String end = directory + "0";
        String tree = addDirectory(directory + "/", files.subMap(directory + "/", end), all);
        children.add(new Entry(directory, tree, null));
        next = end;
      }
      SortedMap<String, TestFile> rest = files.tailMap(next);
      path = rest.isEmpty() ? null : rest.firstKey();
    }
    for (Entry child : children) {
      if (all.put(child.path(), child) != null) {
        throw new IllegalArgumentException("file and directory at once: " + child.path());
      }
    }
    return treeSha1(children);
  }

  /** Git sorts a directory as if its name ended with a slash. */
  private static String treeSha1(List<Entry> children) {
    SortedMap<String, Entry> sorted = new TreeMap<>();
    for (Entry child : children) {
      sorted.put(child.name() + (child.file() == null ? "/" : ""), child);
    }
    ByteArrayOutputStream tree = new ByteArrayOutputStream();
    for (Entry child : sorted.values()) {
      String mode = child.file() == null ? "40000" : "100644";
      tree.writeBytes((mode + " " + child.name() + "\0").getBytes(StandardCharsets.UTF_8));
      tree.writeBytes(HexFormat.of().parseHex(child.oid()));
    }
    return ContentDigests.gitObjectSha1("tree", tree.toByteArray());
  }

  /** Returns the id of the git tree. */
  String oid() {
    return oid;
  }

  /** Returns all files by path, sorted. */
  public SortedMap<String, TestFile> files() {
    return files;
  }

  public Optional<TestFile> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  boolean isDirectory(String path) {
    return path.isEmpty() || !files.subMap(path + "/", path + "0").isEmpty();
  }

  /** Returns the entry at a path, file or directory. */
  Optional<Entry> entry(String path) {
    int index = Collections.binarySearch(entries, new Entry(path, "", null), BY_PATH);
    return index < 0 ? Optional.empty() : Optional.of(entries.get(index));
  }

  /** Returns what is in a directory, the whole tree below it when recursive; sorted by path. */
  List<Entry> list(String directory, boolean recursive) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    return entries.stream()
        .filter(
            entry -> recursive ? entry.path().startsWith(prefix) : entry.parent().equals(directory))
        .toList();
  }

  /** Changes to a tree. Not thread-safe. */
  public static final class Builder {

    private final SortedMap<String, TestFile> files;

    Builder(Map<String, TestFile> files) {
      this.files = new TreeMap<>(files);
    }

    /** Puts a text that git stores itself. */
    public Builder text(String path, String text) {
      return git(path, TestContent.ofText(text));
    }

    /** Puts a file that git stores itself. */
    public Builder git(String path, TestContent content) {
      return put(path, TestFile.git(content));
    }

    /** Puts an LFS file; over 1 GiB its sha256 is invented. */
    public Builder lfs(String path, TestContent content) {
      return put(path, TestFile.lfs(content));
    }

    /** Puts an LFS file whose sha256 the caller declares. */
    public Builder lfs(String path, TestContent content, String sha256) {
      return put(path, TestFile.lfs(content, sha256));
    }

    private Builder put(String path, TestFile file) {
      files.put(new RepoPath(path).value(), file);
      return this;
    }

    public Builder remove(String path) {
      files.remove(path);
      return this;
    }

    TestTree build() {
      return new TestTree(files);
    }
  }
}
