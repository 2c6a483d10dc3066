package io.hffs.cli.command;

import io.hffs.fs.repo.RepoId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The setting that says what peers may have, as it is edited: patterns parted by commas, {@code
 * org/*, !org/secret}. The last that matches decides; with none but denials the rest is shared.
 */
record SharePatterns(List<String> patterns) {

  private static final String DENIES = "!";

  SharePatterns {
    patterns = List.copyOf(patterns);
  }

  static SharePatterns parse(String text) {
    return new SharePatterns(
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(pattern -> !pattern.isEmpty())
            .toList());
  }

  /** Returns what is denied, without the mark. */
  List<String> denied() {
    return patterns.stream()
        .filter(pattern -> pattern.startsWith(DENIES))
        .map(pattern -> pattern.substring(DENIES.length()).strip())
        .toList();
  }

  /** Tells whether a pattern denies this repository alone. Case does not count, as for sharing. */
  boolean denies(RepoId repo) {
    return denied().stream().anyMatch(repo.toString()::equalsIgnoreCase);
  }

  /** Denies a repository, whatever the others say: it stands last. */
  SharePatterns with(RepoId denied) {
    List<String> changed = new ArrayList<>(without(denied).patterns());
    changed.add(DENIES + denied);
    return new SharePatterns(changed);
  }

  /** Takes back the denial of this repository; one that several share stays. */
  SharePatterns without(RepoId denied) {
    return new SharePatterns(
        patterns.stream()
            .filter(pattern -> !new SharePatterns(List.of(pattern)).denies(denied))
            .toList());
  }

  @Override
  public String toString() {
    return String.join(", ", patterns);
  }
}
