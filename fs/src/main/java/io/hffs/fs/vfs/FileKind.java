package io.hffs.fs.vfs;

/** The kinds of node a mount has. */
public enum FileKind {
  FILE,
  DIRECTORY,
  LINK
}
