package io.hffs.fs.testhub;

/** Who may see a test repository, and how the Hub says so. */
public enum RepoAccess {
  PUBLIC,
  /** Listed for all, digests masked, files only for readers; the licence is accepted by a click. */
  GATED_AUTO,
  /** As {@link #GATED_AUTO}, but a person has to agree. */
  GATED_MANUAL,
  /** Does not exist but for its readers. */
  PRIVATE,
  /** Exists, and nobody gets anything. */
  DISABLED;

  boolean isGated() {
    return this == GATED_AUTO || this == GATED_MANUAL;
  }
}
