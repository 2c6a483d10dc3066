package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.NotYetException;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches one gap: tries again, each time from where it stopped, while the budget lasts, so that a
 * short outage is no failure to who waits. Holds on to its blob until the gap has ended.
 *
 * <p>Run by one thread of the pool at a time.
 */
final class PartFetch {

  private static final Logger log = LoggerFactory.getLogger(PartFetch.class);
  private static final Duration FIRST_DELAY = Duration.ofMillis(100);
  private static final int MAX_DOUBLINGS = 5;
  private static final int MAX_CORRUPT = 3;

  private final OpenBlob blob;
  private final BlobRef place;
  private final Gap gap;
  private final CacheParts parts;
  private final boolean forDisk;
  private int uncriticalWeight;
  private int failures;
  private long budgetEndNanos;
  private boolean started;

  PartFetch(OpenBlob blob, BlobRef place, Gap gap, CacheParts parts) {
    this.blob = blob;
    this.place = place;
    this.gap = gap;
    this.parts = parts;
    this.forDisk = parts.disk().mayWrite();
  }

  Gap gap() {
    return gap;
  }

  OpenBlob blob() {
    return blob;
  }

  BlobRef place() {
    return place;
  }

  /** What the pool counts this run for; 0 when it is critical. */
  int uncriticalWeight() {
    return uncriticalWeight;
  }

  void setUncriticalWeight(int weight) {
    uncriticalWeight = weight;
  }

  /** Ends the gap without fetching. */
  void cancel(IOException reason) {
    gap.fail(reason);
    blob.release();
  }

  /** Lets the gap go without ending it, because the tracker has taken it back. */
  void dismiss() {
    blob.release();
  }

  void run() {
    if (isForNothing()) {
      gap.finish();
      blob.release();
      return;
    }
    if (!started) {
      started = true;
      renewBudget();
    }
    long before = gap.highWater();
    try {
      attempt();
    } catch (NotYetException e) {
      waitFor(e);
      return;
    } catch (IOException e) {
      retryOrFail(e, gap.highWater() - before);
      return;
    } catch (Throwable t) {
      // The edge of the pool: whatever happened, the readers of this gap must not wait for ever.
      log.error("Fetching {} failed in a way that nobody thought of", this, t);
      gap.fail(new IOException("fetching " + place.path() + " failed: " + t, t));
      blob.release();
      return;
    }
    gap.finish();
    blob.partFetched();
    blob.fetches().goOn(place);
    blob.release();
  }

  /**
   * Tells whether it was to be fetched to disk ahead of any reader, and the disk takes no more: in
   * memory it would be gone before it is read, and others with it.
   */
  private boolean isForNothing() {
    return forDisk
        && gap.priority() != FetchPriority.CRITICAL
        && !gap.hasBegun()
        && !parts.disk().mayWrite();
  }

  private void attempt() throws IOException {
    try (ChunkWriter writer = new ChunkWriter(blob, place, gap, parts)) {
      long from = writer.resume();
      if (from == gap.range().end()) {
        return;
      }
      ByteRange rest = new ByteRange(from, gap.range().end());
      long begin = System.nanoTime();
      try {
        parts.source().fetch(place, rest, writer);
        parts.pacing().partDone(rest.length(), System.nanoTime() - begin);
      } finally {
        writer.flush();
      }
      if (writer.position() != gap.range().end()) {
        throw new SourceException(
            Kind.UNAVAILABLE,
            parts.source().name()
                + " ended "
                + rest
                + " of "
                + place.path()
                + " early, at "
                + writer.position());
      }
    }
  }

  /** Others are at it, which is no failure of ours. */
  private void waitFor(NotYetException reason) {
    renewBudget();
    parts.fetches().submitLater(this, reason.retryAfter());
  }

  private void retryOrFail(IOException failure, long progressBytes) {
    if (progressBytes >= ChunkGrid.CHUNK_BYTES) {
      failures = 0;
      renewBudget();
    }
    failures++;
    Duration delay = delayBefore(failure);
    boolean retry =
        isWorthTrying(failure)
            && System.nanoTime() + delay.toNanos() - budgetEndNanos < 0
            && !parts.fetches().isClosed();
    if (retry) {
      parts.fetches().submitLater(this, delay);
    } else {
      gap.fail(failure);
      blob.release();
    }
  }

  /** Waiting helps against an outage; bytes that are wrong mostly stay so. */
  private boolean isWorthTrying(IOException failure) {
    if (!(failure instanceof SourceException source)) {
      return true;
    }
    return source.isTransient() && (source.kind() != Kind.CORRUPT || failures < MAX_CORRUPT);
  }

  private Duration delayBefore(IOException failure) {
    long millis = FIRST_DELAY.toMillis() << Math.min(MAX_DOUBLINGS, failures - 1);
    long jittered = millis / 2 + ThreadLocalRandom.current().nextLong(millis);
    Duration delay = Duration.ofMillis(jittered);
    if (failure instanceof SourceException source && source.retryAfter().isPresent()) {
      Duration asked = source.retryAfter().get();
      return asked.compareTo(delay) > 0 ? asked : delay;
    }
    return delay;
  }

  private void renewBudget() {
    budgetEndNanos = System.nanoTime() + parts.config().fetchBudget().toNanos();
  }

  @Override
  public String toString() {
    return place.repo() + "/" + place.path() + " " + gap;
  }
}
