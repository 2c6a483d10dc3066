package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import java.nio.file.Path;

/** Hears of blobs that came and went. Called by the maintenance thread or by who deletes. */
public interface BlobListener {

  /**
   * A blob is whole, verified and durable. Called once for each place that was asked for since the
   * start, so it must not mind to hear of the same again.
   *
   * @param file the data file; it may be linked to, never changed
   */
  void completed(BlobRef place, Path file);

  /** A blob was evicted, deleted, or found damaged. */
  void removed(BlobId blob);
}
