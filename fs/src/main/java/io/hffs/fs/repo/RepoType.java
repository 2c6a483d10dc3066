package io.hffs.fs.repo;

/**
 * The kinds of repository that the Hub has and hffs serves, with the words the Hub uses for each.
 */
public enum RepoType {
  MODEL("models", ""),
  DATASET("datasets", "datasets/"),
  SPACE("spaces", "spaces/");

  private final String plural;
  private final String urlPrefix;

  RepoType(String plural, String urlPrefix) {
    this.plural = plural;
    this.urlPrefix = urlPrefix;
  }

  /**
   * Returns {@code models}, {@code datasets} or {@code spaces}: the word in API paths and caches.
   */
  public String plural() {
    return plural;
  }

  /** Returns what stands before the id in page and file URLs: nothing for models. */
  public String urlPrefix() {
    return urlPrefix;
  }
}
