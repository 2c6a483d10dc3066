package io.hffs.fs.repo;

/** Who may read a repository. Only what is known to be public may ever be offered to others. */
public enum Visibility {
  PUBLIC,
  GATED,
  PRIVATE
}
