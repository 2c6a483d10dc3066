package io.hffs.daemon.legacy;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.nio.file.Path;

/** A file of a repository, and where its bytes are. */
record HeldFile(Snapshot tree, TreeEntry entry, BlobId blob, Path bytes) {

  long sizeBytes() {
    return entry.sizeBytes();
  }

  /** Returns a strong one: the same digest is the same bytes, here and on the Hub. */
  String etag() {
    return '"' + blob.hex() + '"';
  }

  @Override
  public String toString() {
    return entry.path() + " of " + tree;
  }
}
