package io.hffs.fs.repo;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id of a repository: {@code Qwen/Qwen3-0.6B}, {@code datasets/stanfordnlp/imdb}, or, for the
 * oldest ones, a name without a namespace ({@code gpt2}). The Hub's own rules are checked, so a
 * value can be put into a URL or a file name as it is.
 *
 * <p>Two ids may lead to one repository (renames, case, legacy names); the canonical one is what
 * the Hub answers as {@code id}.
 */
public record RepoId(RepoType type, @Nullable String namespace, String name)
    implements Comparable<RepoId> {

  /** What huggingface_hub accepts: no dash or dot at either end, 96 characters at most. */
  private static final Pattern PART =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?");

  public RepoId {
    if ((namespace != null && !isValidPart(namespace)) || !isValidPart(name)) {
      throw new IllegalArgumentException(
          "not a repository id: '"
              + (namespace == null ? name : namespace + "/" + name)
              + "' (write org/name, datasets/org/name or spaces/org/name)");
    }
  }

  /** Tells whether the Hub could have a namespace or a repository of this name. */
  public static boolean isValidPart(String part) {
    return PART.matcher(part).matches()
        && !part.contains("--")
        && !part.contains("..")
        && !part.endsWith(".git");
  }

  /**
   * Parses {@code name}, {@code org/name}, {@code datasets/org/name} or {@code spaces/org/name}; a
   * leading {@code models/} and {@code hf://} are accepted too.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static RepoId parse(String text) {
    String id = text.startsWith("hf://") ? text.substring("hf://".length()) : text;
    for (RepoType type : RepoType.values()) {
      if (id.startsWith(type.plural() + "/")) {
        return parse(type, id.substring(type.plural().length() + 1));
      }
    }
    return parse(RepoType.MODEL, id);
  }

  /** Parses {@code name} or {@code org/name} as a repository of the given type. */
  public static RepoId parse(RepoType type, String id) {
    int slash = id.indexOf('/');
    return slash < 0
        ? new RepoId(type, null, id)
        : new RepoId(type, id.substring(0, slash), id.substring(slash + 1));
  }

  /** Reads the name of a folder of the Hugging Face cache, {@code models--Qwen--Qwen3-0.6B}. */
  public static Optional<RepoId> fromCacheFolder(String folder) {
    String[] parts = folder.split("--", -1);
    for (RepoType type : RepoType.values()) {
      if (parts[0].equals(type.plural()) && (parts.length == 2 || parts.length == 3)) {
        String namespace = parts.length == 3 ? parts[1] : null;
        String name = parts[parts.length - 1];
        boolean valid = (namespace == null || isValidPart(namespace)) && isValidPart(name);
        return valid ? Optional.of(new RepoId(type, namespace, name)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Returns {@code org/name} (or {@code name}), without the type. */
  public String id() {
    return namespace == null ? name : namespace + "/" + name;
  }

  /** Returns {@code models--org--name}, the folder of the Hugging Face cache. */
  public String cacheFolder() {
    return type.plural() + "--" + id().replace("/", "--");
  }

  @Override
  public int compareTo(RepoId other) {
    int byType = type.compareTo(other.type);
    return byType != 0 ? byType : id().compareTo(other.id());
  }

  /** Returns what {@link #parse(String)} reads: {@code org/name}, {@code datasets/org/name}. */
  @Override
  public String toString() {
    return type.urlPrefix() + id();
  }
}
