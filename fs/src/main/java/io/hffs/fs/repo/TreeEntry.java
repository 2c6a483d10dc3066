package io.hffs.fs.repo;

import org.jspecify.annotations.Nullable;

/**
 * One file of a snapshot.
 *
 * @param sizeBytes length of the content (of the LFS object, never of its pointer)
 * @param blob the digest of the content; null where the Hub hides it (a gated repository that this
 *     user has no access to), so that the file can be listed but not read
 */
public record TreeEntry(RepoPath path, long sizeBytes, @Nullable BlobId blob) {

  /** 4 TiB, eight times what the Hub takes: what is kept of a file grows with its claimed size. */
  public static final long MAX_SIZE_BYTES = 1L << 42;

  public TreeEntry {
    if (sizeBytes < 0 || sizeBytes > MAX_SIZE_BYTES) {
      throw new IllegalArgumentException("no size of " + path + ": " + sizeBytes);
    }
  }
}
