package io.hffs.fs.repo;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The path of a file or directory inside a repository, {@code sub dir/model.safetensors}: relative,
 * decoded, case-sensitive. A value cannot leave its directory, by the rules of Linux or of Windows:
 * no empty, {@code .} or {@code ..} segment, no NUL, no leading backslash, no drive. Every segment
 * has a UTF-8 form, of at most 255 bytes; the whole has at most 4096.
 */
public record RepoPath(String value) implements Comparable<RepoPath> {

  private static final int MAX_SEGMENT_BYTES = 255;

  /** PATH_MAX: no program could name a longer one. */
  private static final int MAX_BYTES = 4096;

  private static final Pattern WINDOWS_ROOT = Pattern.compile("\\\\|[A-Za-z]:[\\\\/]");

  public RepoPath {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a path inside a repository: '" + value + "'");
    }
  }

  public static boolean isValid(String value) {
    if (value.indexOf('\0') >= 0 || WINDOWS_ROOT.matcher(value).lookingAt()) {
      return false;
    }
    // Half of a surrogate pair would be written as "?", so two names would become one.
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      return false;
    }
    if (value.length() > MAX_BYTES || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return false;
    }
    for (String segment : value.split("/", -1)) {
      if (segment.isEmpty()
          || segment.equals(".")
          || hasParentSegment(segment)
          || segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasParentSegment(String segment) {
    return ("\\" + segment + "\\").contains("\\..\\");
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
