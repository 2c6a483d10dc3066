package io.hffs.fs.cache;

import io.hffs.fs.cache.VerifyOutcome.WholeDigest;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Re-reads all of a blob that is on disk and compares it with its checksums and its digest. */
final class BlobCheck {

  private final OpenBlob blob;

  BlobCheck(OpenBlob blob) {
    this.blob = blob;
  }

  /**
   * Checks, and acts on what it finds: bad chunks become absent; when all is there the blob becomes
   * complete, or is dropped. About a second for each GB.
   */
  VerifyOutcome run() throws IOException {
    ChunkGrid grid = blob.grid();
    BlobDigest digest = new BlobDigest(blob.id().algorithm(), grid.sizeBytes());
    ByteBuffer bytes = blob.parts().buffers().take();
    long checked = 0;
    int bad = 0;
    try {
      for (int chunk = 0; chunk < grid.count(); chunk++) {
        if (blob.parts().fetches().isClosed()) {
          return new VerifyOutcome(checked, bad, WholeDigest.NOT_COMPLETE);
        }
        if (!blob.tracker().isHeld(grid.rangeOf(chunk))) {
          continue;
        }
        if (blob.integrity().chunkHolds(chunk, bytes)) {
          digest.update(bytes);
          checked += grid.lengthOf(chunk);
        } else {
          blob.integrity().dropChunk(chunk);
          bad++;
        }
      }
    } finally {
      blob.parts().buffers().give(bytes);
    }
    return new VerifyOutcome(checked, bad, conclude(digest, checked));
  }

  private WholeDigest conclude(BlobDigest digest, long checked) throws IOException {
    if (checked < blob.grid().sizeBytes() || !blob.tracker().isFull()) {
      return WholeDigest.NOT_COMPLETE;
    }
    if (digest.finish().equals(blob.id())) {
      blob.integrity().wholeMatched();
      return WholeDigest.MATCHES;
    }
    blob.integrity().wholeDiffers();
    return WholeDigest.DIFFERS;
  }
}
