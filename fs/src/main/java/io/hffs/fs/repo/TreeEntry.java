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

  public TreeEntry {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("negative size of " + path + ": " + sizeBytes);
    }
  }
}
