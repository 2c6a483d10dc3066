package io.hffs.daemon.service;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Chooses files by the patterns of the official client: Python's {@code fnmatch}, case-sensitive.
 * {@code *} crosses slashes, {@code ?} is one character, {@code [a-z]} and {@code [!a-z]} are one
 * of a set, a slash at the end stands for {@code /*}. A file is chosen when it matches any include
 * (or there is none) and no exclude.
 */
final class FilePatterns {

  private final List<Pattern> include;
  private final List<Pattern> exclude;

  FilePatterns(List<String> include, List<String> exclude) {
    this.include = include.stream().map(FilePatterns::compile).toList();
    this.exclude = exclude.stream().map(FilePatterns::compile).toList();
  }

  boolean chooses(String path) {
    return (include.isEmpty() || anyMatches(include, path)) && !anyMatches(exclude, path);
  }

  private static boolean anyMatches(List<Pattern> patterns, String path) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  private static Pattern compile(String glob) {
    String whole = glob.endsWith("/") ? glob + "*" : glob;
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < whole.length()) {
      char c = whole.charAt(i);
      if (c == '[') {
        int end = endOfSet(whole, i);
        if (end > 0) {
          regex.append(set(whole.substring(i + 1, end)));
          i = end + 1;
          continue;
        }
      }
      regex.append(
          switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(String.valueOf(c));
          });
      i++;
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /** Returns where the set that opens at {@code open} closes; -1 when it never does. */
  private static int endOfSet(String glob, int open) {
    int from = open + 1;
    if (from < glob.length() && glob.charAt(from) == '!') {
      from++;
    }
    // A bracket right after the opening one is a member of the set, not its end.
    return from < glob.length() ? glob.indexOf(']', from + 1) : -1;
  }

  private static String set(String members) {
    boolean negated = members.startsWith("!");
    StringBuilder set = new StringBuilder(negated ? "[^" : "[");
    String body = negated ? members.substring(1) : members;
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      boolean range = i + 2 < body.length() && body.charAt(i + 1) == '-';
      if (range) {
        char last = body.charAt(i + 2);
        if (c > last) {
          i += 2; // Python drops a range that is the wrong way round.
          continue;
        }
        set.append(escaped(c)).append('-').append(escaped(last));
        i += 2;
      } else {
        set.append(escaped(c));
      }
    }
    if (set.length() == (negated ? 2 : 1)) {
      return negated ? "." : "(?!)"; // An empty set: none of them, so everything; or nothing.
    }
    return set.append(']').toString();
  }

  private static String escaped(char c) {
    return Character.isLetterOrDigit(c) ? String.valueOf(c) : "\\" + c;
  }
}
