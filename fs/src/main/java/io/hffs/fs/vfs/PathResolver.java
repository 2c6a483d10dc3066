package io.hffs.fs.vfs;

import io.hffs.fs.repo.RepoType;
import io.hffs.fs.vfs.VfsException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the node of a path: checks the name, and hands it to the tree it is in.
 *
 * <pre>
 * /ns/name/revision/path              models
 * /datasets/ns/name/revision/path     datasets
 * /spaces/ns/name/revision/path       spaces
 * /.hffs/...                          what hffs tells of itself
 * </pre>
 */
final class PathResolver {

  static final String CONTROL = ".hffs";

  private static final int MAX_NAME_BYTES = 255;

  private final RepoTree repos;
  private final ControlTree control;
  private final Instant started;

  PathResolver(RepoTree repos, ControlTree control, Instant started) {
    this.repos = repos;
    this.control = control;
    this.started = started;
  }

  /**
   * @throws VfsException when the name is known not to exist, or no name
   * @throws IOException when it cannot be known whether it exists
   */
  Node resolve(String path) throws IOException {
    List<String> names = split(path);
    if (names.isEmpty()) {
      return new Node.Directory(Inodes.of("/"), started, null, this::rootEntries);
    }
    String first = names.get(0);
    if (first.equals(CONTROL)) {
      return control.resolve(path, names.subList(1, names.size()));
    }
    for (RepoType type : RepoType.values()) {
      if (type != RepoType.MODEL && first.equals(type.plural())) {
        return repos.resolve(type, path, names.subList(1, names.size()));
      }
    }
    return repos.resolve(RepoType.MODEL, path, names);
  }

  private static List<String> split(String path) throws VfsException {
    List<String> names = new ArrayList<>(8);
    int from = 1;
    while (from < path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      names.add(checked(path.substring(from, to)));
      from = to + 1;
    }
    return names;
  }

  private static String checked(String name) throws VfsException {
    if (name.indexOf('\uFFFD') >= 0) { // what bytes that are not UTF-8 were decoded to
      throw new VfsException(Reason.INVALID_NAME, "not a UTF-8 name: " + name);
    }
    if (name.length() * 3 > MAX_NAME_BYTES
        && name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new VfsException(Reason.NAME_TOO_LONG, "longer than 255 bytes: " + name);
    }
    return name;
  }

  private List<DirectoryEntry> rootEntries() {
    List<DirectoryEntry> entries = new ArrayList<>();
    entries.add(new DirectoryEntry(CONTROL, FileKind.DIRECTORY, Inodes.of("/" + CONTROL)));
    for (RepoType type : RepoType.values()) {
      if (type != RepoType.MODEL) {
        String name = type.plural();
        entries.add(new DirectoryEntry(name, FileKind.DIRECTORY, Inodes.of("/" + name)));
      }
    }
    entries.addAll(repos.namespaceEntries(RepoType.MODEL, ""));
    return entries;
  }
}
