package io.hffs.fs.repo;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a user calls a state of a repository: a branch, a tag, a commit, or a ref such as {@code
 * refs/pr/1}. Kept decoded; {@link #encoded()} is the one-segment form that URLs and the mount use.
 */
public record Revision(String name) {

  public static final Revision MAIN = new Revision("main");

  private static final int MAX_ENCODED_BYTES = 255;

  public Revision {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          "not a revision: '" + name + "' (write a branch, a tag, a commit or refs/pr/N)");
    }
  }

  public static Revision of(CommitHash commit) {
    return new Revision(commit.hex());
  }

  /**
   * Reads a directory name of the mount, {@code main} or {@code refs%2Fpr%2F1}; empty when git
   * could have no such ref.
   */
  public static Optional<Revision> fromEncoded(String segment) {
    String decoded = segment.replace("%2F", "/").replace("%2f", "/");
    return isValid(decoded) ? Optional.of(new Revision(decoded)) : Optional.empty();
  }

  /**
   * Follows git-check-ref-format, less what no ref of the Hub has and what cannot be one name in a
   * directory of the mount.
   */
  public static boolean isValid(String name) {
    if (name.isEmpty() || name.equals("@") || name.contains("@{")) {
      return false;
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)
        || encode(name).getBytes(StandardCharsets.UTF_8).length > MAX_ENCODED_BYTES) {
      return false;
    }
    for (String segment : name.split("/", -1)) {
      if (segment.isEmpty() || segment.startsWith(".") || segment.endsWith(".lock")) {
        return false;
      }
    }
    return !name.contains("..")
        && !name.endsWith(".")
        && name.chars().allMatch(c -> c > ' ' && c != 0x7f && "~^:?*[\\%".indexOf(c) < 0);
  }

  /** Returns the commit when this names one in full. */
  public Optional<CommitHash> commit() {
    return CommitHash.isValid(name) ? Optional.of(new CommitHash(name)) : Optional.empty();
  }

  /** Returns the name as one path segment: every {@code /} is {@code %2F}. */
  public String encoded() {
    return encode(name);
  }

  private static String encode(String name) {
    return name.replace("/", "%2F");
  }

  @Override
  public String toString() {
    return name;
  }
}
