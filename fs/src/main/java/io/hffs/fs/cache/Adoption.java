package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds blobs in the user's Hugging Face cache when they are opened, has their digest verified once
 * and lets them be read in place. Thread-safe; verification runs on {@code executor}.
 */
final class Adoption {

  private static final Logger log = LoggerFactory.getLogger(Adoption.class);

  private final ExistingDownloads downloads;
  private final VerifiedFiles verified;
  private final ChunkBuffers buffers;
  private final Executor executor;

  Adoption(
      ExistingDownloads downloads,
      VerifiedFiles verified,
      ChunkBuffers buffers,
      Executor executor) {
    this.downloads = downloads;
    this.verified = verified;
    this.buffers = buffers;
    this.executor = executor;
  }

  /** Returns the size of a blob that was verified there, 0 when none was. */
  long presentBytes(BlobId id) {
    return verified.find(id).map(file -> file.stamp().sizeBytes()).orElse(0L);
  }

  /** Returns the file of a blob that was verified there and has not changed. */
  Optional<Path> file(BlobId id) {
    return verified
        .find(id)
        .filter(VerifiedFiles.Entry::isUnchanged)
        .map(VerifiedFiles.Entry::path);
  }

  /**
   * Looks for the blob at a place; when it is there it is adopted, at once if it was verified
   * before, else after its digest matched. Costs a stat or two; the caller holds the blob.
   */
  void offer(OpenBlob blob, BlobRef place) {
    if (blob.adoption().file() != null || blob.isComplete()) {
      return;
    }
    Optional<Path> candidate = downloads.blobFile(place);
    if (candidate.isEmpty()) {
      return;
    }
    try {
      FileStamp stamp = FileStamp.of(candidate.get());
      if (stamp.sizeBytes() != place.sizeBytes()) {
        return;
      }
      if (verified.contains(place.id(), candidate.get(), stamp)) {
        blob.adoption().adopt(open(place.id(), candidate.get(), stamp));
      } else if (blob.adoption().begin()) {
        verifyLater(blob, candidate.get(), stamp);
      }
    } catch (IOException e) {
      log.info("Not using {}: {}", candidate.get(), e.toString());
    }
  }

  private AdoptedFile open(BlobId id, Path file, FileStamp stamp) throws IOException {
    return AdoptedFile.open(file, stamp, () -> verified.forget(id));
  }

  private void verifyLater(OpenBlob blob, Path file, FileStamp stamp) {
    if (!blob.retain()) {
      blob.adoption().end();
      return;
    }
    try {
      executor.execute(
          () -> {
            try {
              verify(blob, file, stamp);
            } finally {
              blob.adoption().end();
              blob.release();
            }
          });
    } catch (RejectedExecutionException e) {
      blob.adoption().end();
      blob.release();
    }
  }

  private void verify(OpenBlob blob, Path file, FileStamp stamp) {
    try {
      if (!digestMatches(blob, file)) {
        log.warn("{} is not the blob that its name says; fetching that instead", file);
        return;
      }
      AdoptedFile adopted = open(blob.id(), file, stamp);
      verified.add(blob.id(), file, stamp);
      blob.adoption().adopt(adopted);
    } catch (IOException e) {
      log.info("Not using {}: {}", file, e.toString());
    }
  }

  private boolean digestMatches(OpenBlob blob, Path file) throws IOException {
    ChunkGrid grid = blob.grid();
    BlobDigest digest = new BlobDigest(blob.id().algorithm(), grid.sizeBytes());
    ByteBuffer bytes = buffers.take();
    try (DataFile data = DataFile.openForReading(file)) {
      for (int chunk = 0; chunk < grid.count(); chunk++) {
        if (blob.parts().fetches().isClosed()) {
          throw FetchPool.closedException();
        }
        bytes.clear().limit(grid.lengthOf(chunk));
        data.read(grid.rangeOf(chunk).start(), bytes);
        digest.update(bytes.flip());
      }
    } finally {
      buffers.give(bytes);
    }
    return Files.size(file) == grid.sizeBytes() && digest.finish().equals(blob.id());
  }
}
