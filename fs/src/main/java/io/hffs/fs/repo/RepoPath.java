package io.hffs.fs.repo;

import java.nio.charset.StandardCharsets;

/**
 * The path of a file or directory inside a repository, {@code sub dir/model.safetensors}: relative,
 * decoded, case-sensitive. A value cannot leave its directory: no empty, {@code .} or {@code ..}
 * segment, no NUL, no backslash drive or UNC form, at most 255 bytes a segment.
 */
public record RepoPath(String value) implements Comparable<RepoPath> {

  private static final int MAX_SEGMENT_BYTES = 255;

  public RepoPath {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a path inside a repository: '" + value + "'");
    }
  }

  public static boolean isValid(String value) {
    if (value.indexOf('\0') >= 0
        || value.startsWith("\\\\")
        || value.matches("^[A-Za-z]:[\\\\/].*")) {
      return false;
    }
    for (String segment : value.split("/", -1)) {
      if (segment.isEmpty() || isDots(segment) || segment.contains("..\\")) {
        return false;
      }
      if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDots(String segment) {
    return segment.equals(".") || segment.equals("..");
  }

  /** Returns the last segment. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** Returns the directory that holds it; the empty string for the root of the repository. */
  public String parent() {
    int slash = value.lastIndexOf('/');
    return slash < 0 ? "" : value.substring(0, slash);
  }

  @Override
  public int compareTo(RepoPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
