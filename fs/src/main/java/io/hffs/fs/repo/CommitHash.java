package io.hffs.fs.repo;

import java.util.regex.Pattern;

/** A full commit, 40 lower-case hex digits: the only name of a tree that never changes. */
public record CommitHash(String hex) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

  public CommitHash {
    if (!isValid(hex)) {
      throw new IllegalArgumentException("not a commit hash: '" + hex + "'");
    }
  }

  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  /** Returns the first 8 digits, as listings show it. */
  public String abbreviated() {
    return hex.substring(0, 8);
  }

  @Override
  public String toString() {
    return hex;
  }
}
