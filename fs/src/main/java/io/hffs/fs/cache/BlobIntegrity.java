package io.hffs.fs.cache;

import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the bytes of one open blob are what they should be, and what follows when not. A bad
 * chunk is absent again. A whole that is not the blob is dropped and fetched once more; the second
 * time the blob is refused until it is opened anew.
 *
 * <p>Thread-safe.
 */
final class BlobIntegrity {

  private static final Logger log = LoggerFactory.getLogger(BlobIntegrity.class);

  private final OpenBlob blob;
  private final AtomicBoolean checking = new AtomicBoolean();
  private final AtomicBoolean damaged = new AtomicBoolean();
  private final AtomicInteger mismatches = new AtomicInteger();
  private final Suspects suspects = new Suspects();
  private volatile @Nullable IOException refused;

  BlobIntegrity(OpenBlob blob) {
    this.blob = blob;
  }

  /** Throws when the source gave wrong bytes for this blob twice. */
  void requireSound() throws IOException {
    IOException reason = refused;
    if (reason != null) {
      throw reason;
    }
  }

  /** Tells, once for each time, that a blob that was complete is not any more. */
  boolean takeDamaged() {
    return damaged.getAndSet(false);
  }

  /**
   * Checks a chunk that an earlier run recorded, before its first use in this one: it is then
   * present, or absent when it is not what was recorded.
   */
  void checkRecorded(int chunk) {
    ByteBuffer bytes = blob.parts().buffers().take();
    try {
      if (chunkHolds(chunk, bytes)) {
        blob.tracker().confirm(chunk);
      } else if (blob.tracker().reject(chunk)) {
        chunkBad(chunk);
      }
    } finally {
      blob.parts().buffers().give(bytes);
    }
  }

  /** Makes a chunk absent that is present or recorded but cannot be used. */
  void dropChunk(int chunk) {
    if (blob.tracker().drop(chunk)) {
      chunkBad(chunk);
    }
  }

  /** Reads a chunk into {@code bytes}, flipped, and tells whether its checksum holds. */
  boolean chunkHolds(int chunk, ByteBuffer bytes) {
    bytes.clear().limit(blob.grid().lengthOf(chunk));
    try {
      blob.store().read(blob.grid().rangeOf(chunk).start(), bytes);
    } catch (IOException e) {
      blob.parts().disk().failed("reading " + blob.id(), e);
      return false;
    }
    bytes.flip();
    return blob.store().checksumHolds(chunk, bytes);
  }

  /** The digest of the whole matched: records it. */
  void wholeMatched() {
    for (int chunk = 0; chunk < blob.grid().count(); chunk++) {
      blob.tracker().confirm(chunk);
    }
    if (!blob.store().isComplete()) {
      blob.digestMatched();
    }
  }

  /** All chunks hold but they are not the blob: somebody gave other bytes. */
  void wholeDiffers() throws IOException {
    blob.parts().events().digestMismatches.increment();
    List<Integer> attested =
        IntStream.range(0, blob.grid().count())
            .filter(chunk -> blob.store().attestorOf(chunk) > 0)
            .boxed()
            .toList();
    if (attested.isEmpty()) {
      originDiffers();
    } else {
      attestedDiffers(attested);
    }
  }

  /** What devices vouched for is dropped and comes from the origin, which shows who was wrong. */
  private void attestedDiffers(List<Integer> attested) {
    Set<Integer> devices =
        attested.stream().map(blob.store()::attestorOf).collect(Collectors.toSet());
    log.warn(
        "All of blob {} was fetched and its digest does not match; fetching again the {} chunks that"
            + " came from {} paired machines, from the origin",
        blob.id(),
        attested.size(),
        devices.size());
    blob.fetches().requireOrigin();
    ByteBuffer bytes = blob.parts().buffers().take();
    try {
      for (int chunk : attested) {
        if (devices.size() > 1 && chunkHolds(chunk, bytes)) {
          suspects.add(chunk, blob.store().attestorOf(chunk), bytes);
        }
        dropAttested(chunk);
      }
    } finally {
      blob.parts().buffers().give(bytes);
    }
    blob.updateEntry();
    if (devices.size() == 1) { // the others are the origin's
      blob.parts().wrongBytes().wrongBytes(devices.iterator().next(), blob.id());
    }
    fetchAll();
  }

  /** Makes absent what only this device vouches for. */
  void purge(int device) {
    for (int chunk = 0; chunk < blob.grid().count(); chunk++) {
      if (blob.store().attestorOf(chunk) == device) {
        dropAttested(chunk);
      }
    }
    blob.updateEntry();
  }

  private void dropAttested(int chunk) {
    blob.parts().memory().remove(blob.id(), chunk);
    if (blob.tracker().drop(chunk)) {
      blob.store().chunkBad(chunk, blob.parts().clock().millis());
    }
  }

  /** Looks whether a chunk that the origin gave shows that a device was wrong before. */
  void cameFromOrigin(int chunk, ByteBuffer bytes) {
    suspects
        .compare(chunk, bytes)
        .ifPresent(device -> blob.parts().wrongBytes().wrongBytes(device, blob.id()));
  }

  private void originDiffers() throws IOException {
    boolean again = mismatches.incrementAndGet() > 1;
    log.warn(
        "All of blob {} was fetched and its digest does not match; dropping it{}",
        blob.id(),
        again ? ". It was the second time: not fetching it again" : " and fetching it again");
    if (again) {
      refused =
          new SourceException(
              Kind.CORRUPT,
              "the bytes that the source has for blob " + blob.id() + " are not that blob");
    }
    boolean wasComplete = blob.store().isComplete();
    blob.parts().memory().removeAll(blob.id());
    try {
      blob.store().reset();
    } finally {
      noteDamage(wasComplete);
      // Also when the journal cannot be written: nobody may read on what is known to be wrong.
      for (int chunk = 0; chunk < blob.grid().count(); chunk++) {
        blob.tracker().drop(chunk);
      }
      blob.updateEntry();
    }
    if (!again) {
      fetchAll();
    }
  }

  private void fetchAll() {
    blob.places()
        .any()
        .ifPresent(place -> blob.fetches().fetch(blob.grid().whole(), FetchPriority.BULK, place));
  }

  /**
   * Has the digest computed when all chunks are there and that was not done yet: in the background,
   * once at a time; of nothing, at once. The caller holds the blob.
   */
  void checkIfWhole() {
    if (!blob.tracker().isFull()
        || blob.store().isComplete()
        || !checking.compareAndSet(false, true)
        || !blob.retain()) {
      return;
    }
    if (blob.grid().count() == 0) {
      checkNow();
      return;
    }
    try {
      blob.parts().verifier().execute(this::checkNow);
    } catch (RejectedExecutionException e) {
      // Closing: the next start finds all chunks there and checks then.
      blob.release();
    }
  }

  private void checkNow() {
    boolean ran = false;
    try {
      var unused = new BlobCheck(blob).run(); // it acts on what it finds
      ran = true;
    } catch (IOException e) {
      blob.parts().disk().failed("checking " + blob.id(), e);
    } finally {
      checking.set(false);
      // The last chunk may have come while this looked at the ones before, or dropped them. The
      // empty blob has none, and is full whatever was found.
      if (ran && blob.grid().count() > 0 && !blob.parts().fetches().isClosed()) {
        checkIfWhole();
      }
      blob.release();
    }
  }

  private void chunkBad(int chunk) {
    blob.parts().events().rejectedChunks.increment();
    log.warn("Chunk {} of blob {} on disk is damaged; fetching it again", chunk, blob.id());
    boolean wasComplete = blob.store().isComplete();
    blob.store().chunkBad(chunk, blob.parts().clock().millis());
    noteDamage(wasComplete);
    blob.updateEntry();
  }

  /** After the store says so: upkeep takes the blob's names away, and would give them back. */
  private void noteDamage(boolean wasComplete) {
    if (wasComplete) {
      damaged.set(true);
      blob.parts().syncSoon().accept(blob);
    }
  }
}
