package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;

/** Hears which paired devices vouched for bytes that turned out not to be those of the blob. */
@FunctionalInterface
public interface WrongBytesListener {

  /** Called by a fetching or verifying thread, once for each wrong chunk that is proven. */
  void wrongBytes(int device, BlobId blob);
}
