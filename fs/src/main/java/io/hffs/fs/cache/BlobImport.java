package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes a whole file from elsewhere the bytes of a blob, when it has its digest. Used once, by a
 * thread that holds the blob.
 */
final class BlobImport {

  /** For parts that others fetch at this moment: they are waited for, because they write. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** From the last byte of a part to its end. */
  private static final long TAIL_NANOS = 1_000_000;

  private final OpenBlob blob;
  private final BlobRef place;
  private final Path file;
  private final List<Gap> ours = new ArrayList<>();
  private final Set<Integer> wrongDevices = new HashSet<>();
  private boolean foundWrong;

  BlobImport(OpenBlob blob, BlobRef place, Path file) {
    this.blob = blob;
    this.place = place;
    this.file = file;
  }

  /** Reads the whole file, about a second for each GB; then the blob is complete. */
  void run() throws IOException {
    int[] checksums = verified();
    try {
      claimAll();
      findWrong(checksums);
      blob.store().replace(file);
      long now = blob.parts().clock().millis();
      for (int chunk = 0; chunk < checksums.length; chunk++) {
        blob.store().chunkWritten(chunk, checksums[chunk], Provenance.PROVEN, now);
      }
      ours.forEach(this::filled);
    } finally {
      ours.forEach(Gap::finish);
    }
    blob.parts().memory().removeAll(blob.id());
    blob.integrity().wholeMatched();
    if (foundWrong) {
      blob.parts().events().digestMismatches.increment(); // the kernel may have pages of it
      wrongDevices.forEach(device -> blob.parts().wrongBytes().wrongBytes(device, blob.id()));
    }
  }

  /** Compares with what readers were shown until now. */
  private void findWrong(int[] checksums) {
    for (int chunk = 0; chunk < checksums.length; chunk++) {
      if (blob.tracker().isHeld(blob.grid().rangeOf(chunk))
          && !blob.store().isNoted(chunk, checksums[chunk])) {
        foundWrong = true;
        int device = blob.store().attestorOf(chunk);
        if (device > 0) {
          wrongDevices.add(device);
        }
      }
    }
  }

  private void filled(Gap gap) {
    for (int chunk = blob.grid().indexOf(gap.range().start());
        chunk < blob.grid().endIndexOf(gap.range());
        chunk++) {
      gap.present(chunk);
    }
    gap.progress(gap.range().end());
  }

  /** Returns the checksum of each chunk of the file, whose digest is right. */
  private int[] verified() throws IOException {
    ChunkGrid grid = blob.grid();
    int[] checksums = new int[grid.count()];
    BlobDigest digest = new BlobDigest(blob.id().algorithm(), grid.sizeBytes());
    ByteBuffer bytes = blob.parts().buffers().take();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != grid.sizeBytes()) {
        throw corrupt();
      }
      for (int chunk = 0; chunk < grid.count(); chunk++) {
        if (blob.parts().fetches().isClosed()) {
          throw new IOException("the cache closes; " + file + " is kept");
        }
        bytes.clear().limit(grid.lengthOf(chunk));
        fill(channel, grid.rangeOf(chunk).start(), bytes);
        checksums[chunk] = StoredBlob.checksum(bytes.flip());
        digest.update(bytes);
      }
    } finally {
      blob.parts().buffers().give(bytes);
    }
    if (!digest.finish().equals(blob.id())) {
      throw corrupt();
    }
    return checksums;
  }

  private SourceException corrupt() {
    return new SourceException(
        Kind.CORRUPT, "the bytes for " + place.path() + " of " + place.repo() + " are others");
  }

  private static void fill(FileChannel channel, long offset, ByteBuffer target) throws IOException {
    long start = offset - target.position();
    while (target.hasRemaining()) {
      if (channel.read(target, start + target.position()) < 0) {
        throw new EOFException("it became shorter");
      }
    }
  }

  /** Comes to own all that is absent, so that nobody writes into the file from here on. */
  private void claimAll() throws IOException {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    ByteRange whole = blob.grid().whole();
    while (true) {
      blob.fetches().forgetQueued();
      ours.addAll(blob.tracker().claim(whole, whole.length(), FetchPriority.CRITICAL));
      Gap other = anothers(whole);
      if (other == null) {
        return;
      }
      awaitEnd(other, deadlineNanos);
    }
  }

  private @Nullable Gap anothers(ByteRange whole) {
    return blob.tracker().pending(whole).stream()
        .filter(gap -> !ours.contains(gap))
        .findFirst()
        .orElse(null);
  }

  private void awaitEnd(Gap gap, long deadlineNanos) throws IOException {
    Optional<GapWaiter> end =
        blob.tracker().await(new ByteRange(gap.range().end() - 1, gap.range().end()));
    try {
      if (end.isPresent()) {
        end.get().await(deadlineNanos);
      }
    } catch (SourceException e) {
      return; // It failed, so what it left is absent, and ours.
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new ReadTimeoutException("others still fetch " + place.path());
    }
    LockSupport.parkNanos(TAIL_NANOS);
  }
}
