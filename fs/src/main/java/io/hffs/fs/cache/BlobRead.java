package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One read that found not everything present: claims what is absent, joins what others fetch, and
 * takes the bytes chunk by chunk as they come. Used once, by the reader's thread.
 */
final class BlobRead {

  /** Bytes that were there and are gone when read: the disk is failing under the cache. */
  private static final int MAX_LOSSES = 3;

  private final OpenBlob blob;
  private final BlobRef place;
  private final ByteBuffer target;
  private final long end;
  private final long deadlineNanos;
  private long at;
  private int losses;
  private final List<Gap> ours = new ArrayList<>();

  BlobRead(OpenBlob blob, BlobRef place, ByteRange needed, ByteBuffer target, long deadlineNanos) {
    this.blob = blob;
    this.place = place;
    this.target = target;
    this.at = needed.start();
    this.end = needed.end();
    this.deadlineNanos = deadlineNanos;
  }

  /** Fills the target, or throws; it then may hold the first part of the bytes. */
  void run() throws IOException {
    blob.integrity().requireSound();
    claim();
    while (at < end) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted before reading " + blob.id());
      }
      blob.integrity().requireSound();
      int chunk = blob.grid().indexOf(at);
      ByteRange piece = new ByteRange(at, Math.min(end, blob.grid().rangeOf(chunk).end()));
      if (blob.tracker().isPresent(chunk)) {
        takeFromFile(chunk, piece);
      } else if (blob.tracker().isRecorded(chunk)) {
        blob.integrity().checkRecorded(chunk);
      } else {
        MemoryChunks.Kept kept = blob.parts().memory().get(blob.id(), chunk);
        if (kept == null) {
          takeFromFetch(chunk, piece);
        } else {
          takeFromMemory(piece, kept.bytes().array());
          blob.writeBack(chunk, kept);
        }
      }
    }
  }

  /** Claims all that is absent from here on, in as few requests as may be. */
  private void claim() {
    long runStart = at;
    for (long next = at; next < end; ) {
      int chunk = blob.grid().indexOf(next);
      long chunkEnd = Math.min(end, blob.grid().rangeOf(chunk).end());
      if (blob.parts().memory().get(blob.id(), chunk) != null) {
        claim(new ByteRange(runStart, Math.max(runStart, next)));
        runStart = chunkEnd;
      }
      next = chunkEnd;
    }
    claim(new ByteRange(runStart, end));
  }

  private void claim(ByteRange range) {
    if (!range.isEmpty()) {
      ours.addAll(blob.fetches().fetch(range, FetchPriority.CRITICAL, place));
    }
  }

  private void takeFromFetch(int chunk, ByteRange piece) throws IOException {
    Optional<Gap> pending = blob.tracker().pending(chunk);
    if (pending.isPresent()) {
      blob.fetches().hurry(pending.get(), at);
    }
    Optional<GapWaiter> waiter = blob.tracker().await(piece);
    if (waiter.isPresent()) {
      await(waiter.get());
      Gap gap = waiter.get().gap();
      if (!takeFromMemory(piece, gap.fromMemory(chunk)) && gap.highWater() >= piece.end()) {
        takeFromFile(chunk, piece);
      }
    } else if (!blob.tracker().isHeld(piece) && !takeFromEnded(chunk, piece)) {
      if (System.nanoTime() - deadlineNanos >= 0) {
        throw new ReadTimeoutException("no bytes of " + place.path() + " before the deadline");
      }
      claim();
    }
  }

  private void await(GapWaiter waiter) throws IOException {
    try {
      waiter.await(deadlineNanos);
    } catch (SourceException e) {
      // Somebody else may have asked at a place that is closed to him; ours may be open.
      if (e.isTransient() || ours.contains(waiter.gap())) {
        throw e;
      }
      claim();
    }
  }

  /** Takes what our own fetch left, if it ended before we came to wait for it. */
  private boolean takeFromEnded(int chunk, ByteRange piece) throws IOException {
    for (Gap gap : ours) {
      if (gap.range().contains(piece)) {
        if (takeFromMemory(piece, gap.fromMemory(chunk))) {
          return true;
        }
        IOException failure = gap.failure();
        if (failure != null) {
          throw failure;
        }
      }
    }
    return false;
  }

  private boolean takeFromMemory(ByteRange piece, byte @Nullable [] chunkBytes) {
    if (chunkBytes == null) {
      return false;
    }
    int start = (int) (piece.start() % blob.grid().chunkBytes());
    target.put(chunkBytes, start, (int) piece.length());
    at = piece.end();
    return true;
  }

  private void takeFromFile(int chunk, ByteRange piece) throws IOException {
    int limit = target.limit();
    target.limit(target.position() + (int) piece.length());
    try {
      blob.store().read(piece.start(), target);
      at = piece.end();
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted() || ++losses > MAX_LOSSES) {
        throw e;
      }
      blob.parts().disk().failed("reading " + blob.id(), e);
      blob.integrity().dropChunk(chunk);
    } finally {
      target.limit(limit);
    }
  }
}
