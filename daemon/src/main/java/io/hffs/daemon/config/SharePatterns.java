package io.hffs.daemon.config;

import io.hffs.fs.repo.RepoId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which public repositories paired machines may have from this one, in the order in which the user
 * wrote them. What is not public is never shared, whatever stands here.
 *
 * <pre>
 * Qwen/*, !Qwen/Qwen3-0.6B     all of Qwen but one
 * !datasets/*                  no datasets
 * !*                           nothing
 * </pre>
 *
 * {@code org/*} means its datasets and spaces too. The last pattern that matches decides. Where
 * none does, a repository is shared unless some pattern allows something: then only what is named
 * is. Letters match in both cases, as names on the Hub differ in more than case.
 */
public record SharePatterns(List<Pattern> patterns) {

  private static final String EVERYTHING = "*";

  /** One of them. */
  public record Pattern(boolean denies, String text) {

    public Pattern {
      if (!isValid(text)) {
        throw new IllegalArgumentException(
            "not a pattern of repositories: '"
                + text
                + "' (write org/name, org/*, datasets/org/name, datasets/* or *; with ! in front to deny"
                + " it)");
      }
    }

    static Pattern parse(String text) {
      String stripped = text.strip();
      boolean denies = stripped.startsWith("!");
      return new Pattern(denies, denies ? stripped.substring(1).strip() : stripped);
    }

    boolean matches(RepoId repo) {
      Optional<String> owner = owner(text);
      if (owner.isPresent()) {
        return owner.get().equalsIgnoreCase(repo.namespace())
            || owner.get().equals(repo.type().plural());
      }
      return text.equals(EVERYTHING) || lower(RepoId.parse(text)).equals(lower(repo));
    }

    private static boolean isValid(String text) {
      try {
        return text.equals(EVERYTHING)
            || owner(text).map(RepoId::isValidPart).orElseGet(() -> RepoId.parse(text) != null);
      } catch (IllegalArgumentException e) {
        return false; // The caller says it in the words of patterns.
      }
    }

    /** Returns {@code org} of {@code org/*}, or {@code datasets} of {@code datasets/*}. */
    private static Optional<String> owner(String text) {
      return text.endsWith("/*")
          ? Optional.of(text.substring(0, text.length() - 2))
          : Optional.empty();
    }

    private static String lower(RepoId repo) {
      return repo.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return denies ? "!" + text : text;
    }
  }

  public SharePatterns {
    patterns = List.copyOf(patterns);
  }

  /**
   * Reads patterns parted by commas; blank shares all that is public.
   *
   * @throws IllegalArgumentException with a sentence
   */
  public static SharePatterns parse(String text) {
    return new SharePatterns(
        Arrays.stream(text.split(",", -1))
            .filter(part -> !part.isBlank())
            .map(Pattern::parse)
            .toList());
  }

  /** Tells whether a public repository may be shared. */
  public boolean allows(RepoId repo) {
    boolean allowed = patterns.stream().allMatch(Pattern::denies);
    for (Pattern pattern : patterns) {
      if (pattern.matches(repo)) {
        allowed = !pattern.denies();
      }
    }
    return allowed;
  }

  /** Writes it so that {@link #parse} gives it back. */
  @Override
  public String toString() {
    return patterns.stream().map(Pattern::toString).collect(Collectors.joining(", "));
  }
}
