package io.hffs.fs.source;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.util.Optional;

/**
 * A blob and one place where a Hub keeps it. Bytes are identified by {@code id}; the place is how
 * to ask a Hub for them, always by commit, never by branch.
 *
 * @param sizeBytes length of the whole blob
 */
public record BlobRef(BlobId id, long sizeBytes, RepoId repo, CommitHash commit, RepoPath path) {

  /** Returns the blob of a file; empty when the Hub shows it to nobody without leave. */
  public static Optional<BlobRef> of(Snapshot tree, TreeEntry file) {
    return Optional.ofNullable(file.blob())
        .map(id -> new BlobRef(id, file.sizeBytes(), tree.repo(), tree.commit(), file.path()));
  }
}
