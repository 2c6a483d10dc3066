package io.hffs.daemon.peer;

import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.SharedBlob;
import io.hffs.fs.catalog.SharedLibrary;
import io.hffs.fs.peer.Holding;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this machine can give of blobs that are shared. Thread-safe; reads the local disk. */
final class OwnHoldings {

  private static final Logger log = LoggerFactory.getLogger(OwnHoldings.class);

  private final BlobCache cache;
  private final SharedLibrary library;

  OwnHoldings(BlobCache cache, SharedLibrary library) {
    this.cache = cache;
    this.library = library;
  }

  /** Returns what it can give of a blob now; empty when that is not shared, or not here. */
  Optional<Holding> find(BlobId blob) {
    Optional<BlobRef> place = library.place(blob);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    if (cache.isComplete(blob)) { // most are, and need not be opened for this
      return Optional.of(Holding.complete(blob, place.get().sizeBytes()));
    }
    try {
      Optional<SharedBlob> shared = cache.share(place.get());
      if (shared.isEmpty()) {
        return Optional.empty();
      }
      try (SharedBlob lease = shared.get()) {
        return Optional.of(new Holding(blob, lease.sizeBytes(), lease.chunks(), lease.isGrowing()));
      }
    } catch (IOException e) {
      log.debug("{} is not told of: {}", blob, e.toString());
      return Optional.empty();
    }
  }
}
