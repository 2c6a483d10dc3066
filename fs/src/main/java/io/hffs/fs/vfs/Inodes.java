package io.hffs.fs.vfs;

import io.hffs.fs.repo.CommitHash;

/**
 * Makes inode numbers: a 64-bit hash of the path, and of the commit where there is one. Stable over
 * restarts without keeping a table; two paths share one with a probability that does not matter,
 * because nothing is looked up by inode.
 */
final class Inodes {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Inodes() {}

  static long of(String path) {
    return finish(hash(FNV_OFFSET, path));
  }

  static long of(String path, CommitHash commit) {
    return finish(hash(hash(FNV_OFFSET, path), commit.hex()));
  }

  private static long hash(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }

  /** Mixes the high bits in, and keeps clear of 0, which programs take for "deleted". */
  private static long finish(long hash) {
    long mixed = (hash ^ (hash >>> 32)) & Long.MAX_VALUE;
    return mixed < 16 ? mixed + 16 : mixed;
  }
}
