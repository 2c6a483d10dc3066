package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What of a blob is fetched, and in which order: claims what is absent, queues it by parts, and
 * changes the order when somebody waits.
 *
 * <p>Thread-safe. Nothing here waits for the network; the files are opened if nobody did.
 */
final class BlobFetches {

  /** So many that are missing are fetched ahead, so that machines pass on what they have early. */
  private static final int SEGMENTS_AHEAD = 16;

  /** All parts that wait for other machines tell of the share; one look at the blob will do. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);

  private final OpenBlob blob;
  private final CacheParts parts;
  private volatile boolean originOnly;
  private volatile @Nullable Share share;
  private final AtomicLong nextLookNanos = new AtomicLong(System.nanoTime());

  BlobFetches(OpenBlob blob, CacheParts parts) {
    this.blob = blob;
    this.parts = parts;
  }

  /** Claims what is absent in {@code range} and queues it. Returns at once. */
  List<Gap> fetch(ByteRange range, FetchPriority priority, BlobRef place) {
    List<Gap> gaps = claim(range, priority);
    if (!gaps.isEmpty()) {
      parts.changed().accept(blob.id());
    }
    for (Gap gap : gaps) {
      // Cannot fail: the caller holds this blob.
      boolean held = blob.retain();
      assert held;
      parts.fetches().submit(new PartFetch(blob, place, gap, parts));
    }
    return gaps;
  }

  private List<Gap> claim(ByteRange range, FetchPriority priority) {
    Share parted = share;
    if (parted != null) {
      List<Gap> gaps = new ArrayList<>();
      for (long start = range.start(); start < range.end(); ) {
        long end = (start / parted.segmentBytes() + 1) * parted.segmentBytes();
        ByteRange piece = new ByteRange(start, Math.min(range.end(), end));
        gaps.addAll(blob.tracker().claim(piece, parted.segmentBytes(), priority));
        start = end;
      }
      return gaps;
    }
    long partBytes =
        priority == FetchPriority.CRITICAL
            ? FetchPacing.MAX_PART_BYTES // wanted now, from its beginning: one request
            : parts.pacing().partBytes(range.length());
    return blob.tracker().claim(range, partBytes, priority);
  }

  /**
   * Has the next segments fetched of a share, unless that was done a moment ago. From now on all is
   * asked for by segments: what machines part they had best have in order.
   */
  void fetchShare(Share parted, BlobRef place) {
    share = parted;
    long now = System.nanoTime();
    long next = nextLookNanos.get();
    if (now - next >= 0 && nextLookNanos.compareAndSet(next, now + BETWEEN_LOOKS.toNanos())) {
      fetchNext(parted, place);
    }
  }

  /**
   * Has the next segments fetched that are left to this machine, and those next that others have or
   * are about to have, as far as that is not under way.
   */
  private void fetchNext(Share parted, BlobRef place) {
    int ours = 0;
    int missing = 0;
    long segments = (blob.grid().sizeBytes() + parted.segmentBytes() - 1) / parted.segmentBytes();
    for (long i = 0; i < segments && ours < parted.atOnce(); i++) {
      long start = i * parted.segmentBytes();
      ByteRange segment =
          new ByteRange(start, Math.min(blob.grid().sizeBytes(), start + parted.segmentBytes()));
      if (blob.tracker().isHeld(segment)) {
        continue;
      }
      missing++;
      if (parted.isLeftToUs(i)) {
        ours++;
        // Before what others have already: they wait for this, and would in the end fetch it too.
        fetch(segment, FetchPriority.READ_AHEAD, place);
        raise(segment, FetchPriority.READ_AHEAD);
      } else if (missing <= SEGMENTS_AHEAD) {
        fetch(segment, FetchPriority.BULK, place);
      }
    }
  }

  /**
   * Goes on with a share when a part has come, as long as somebody has the blob open and other
   * machines fetch it too: who reads it may be far behind, and they wait for what is left to this
   * machine.
   */
  void goOn(BlobRef place) {
    Share parted = share;
    if (parted != null && blob.isLeased() && parted.isParted()) {
      fetchNext(parted, place);
    }
  }

  /** Tells whether the word of a paired device will do for its chunks. */
  boolean takesAttested() {
    return !originOnly && !parts.config().strict();
  }

  /** From now on its chunks are fetched from the origin or a mirror. */
  void requireOrigin() {
    originOnly = true;
  }

  /** Makes what is pending of {@code range} at least this urgent. */
  void raise(ByteRange range, FetchPriority priority) {
    for (Gap gap : blob.tracker().pending(range)) {
      if (priority.isMoreUrgentThan(gap.priority())) {
        gap.raiseTo(priority);
        parts.fetches().promote(gap);
      }
    }
  }

  /**
   * Sees to it that a gap comes soon for a reader that wants the bytes from {@code offset} of it. A
   * part that waits in the queue is cut there, so that the reader does not wait for what lies
   * before.
   */
  void hurry(Gap gap, long offset) {
    if (gap.priority() == FetchPriority.CRITICAL) {
      return;
    }
    FetchPriority before = gap.priority();
    PartFetch queued = parts.fetches().withdraw(gap);
    long cut = blob.grid().rangeOf(blob.grid().indexOf(offset)).start();
    if (queued != null && cut > gap.range().start() && blob.tracker().withdraw(gap)) {
      fetch(new ByteRange(cut, gap.range().end()), FetchPriority.CRITICAL, queued.place());
      fetch(new ByteRange(gap.range().start(), cut), before, queued.place());
      queued.dismiss();
      return;
    }
    gap.raiseTo(FetchPriority.CRITICAL);
    if (queued != null) {
      parts.fetches().submit(queued);
    } else {
      parts.fetches().promote(gap);
    }
  }

  /** Forgets the parts that wait to be fetched and that no reader waits for. */
  void forgetQueued() {
    // One that has begun goes on, and waits for its next attempt as long as it was told to.
    for (PartFetch part :
        parts.fetches().withdrawAll(part -> part.blob() == blob && !part.gap().hasBegun())) {
      if (blob.tracker().withdraw(part.gap())) {
        part.dismiss();
      } else {
        parts.fetches().submit(part);
      }
    }
  }
}
