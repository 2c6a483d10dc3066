package io.hffs.fs.transfer;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.Failures;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.Share;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.SourceHealth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One range on its way from one or several sources: how far it is, and who failed it. Used by the
 * thread that fetches; the one that watches may ask what is left and who may be tried.
 */
final class Attempt implements BlobSink {

  private final BlobRef blob;
  private final BlobSink sink;
  private final Failures failures = new Failures();
  private final Set<Route> failed = ConcurrentHashMap.newKeySet();
  private final Set<Route> slow = ConcurrentHashMap.newKeySet();
  private volatile ByteRange rest;
  private boolean sinkFailed;
  private int arrived; // and counted, but not written yet
  private SourceHealth.@Nullable Permit permit;
  private SourceMeter.@Nullable Transfer transfer;
  private TransferWatch.@Nullable Watched watched;

  Attempt(BlobRef blob, ByteRange range, BlobSink sink) {
    this.blob = blob;
    this.rest = range;
    this.sink = sink;
  }

  BlobRef blob() {
    return blob;
  }

  /** Returns what has not come yet. */
  ByteRange rest() {
    return rest;
  }

  /** Tells whether a source is worth asking, by what it did in this attempt and by its health. */
  boolean mayTry(Route route) {
    if (failed.contains(route) || slow.contains(route)) {
      return false;
    }
    SourceHealth health = route.health();
    // Who fetches ahead finds out whether a peer is back. When nobody does, who waits has to.
    boolean othersFindOut = route.isPeer() && isUrgent() && health.isBackSoon();
    return othersFindOut ? health.isSound() : health.isAvailable();
  }

  boolean hasFailed(Route route) {
    return failed.contains(route);
  }

  /** Says who gives the bytes from now on. */
  void begin(
      SourceHealth.Permit newPermit,
      SourceMeter.Transfer newTransfer,
      TransferWatch.Watched newWatched) {
    arrived = 0;
    permit = newPermit;
    transfer = newTransfer;
    watched = newWatched;
  }

  /** A source could not be asked. */
  void refused(Route route, SourceException reason) {
    failed.add(route);
    failures.isFinal(reason, route.ranked());
  }

  /**
   * A source ended its transfer early.
   *
   * @param verdict why it was made to, null when it was not
   * @throws IOException when nobody else is to be asked
   */
  void ended(
      Route route,
      IOException reason,
      SourceHealth.Permit current,
      TransferWatch.@Nullable Verdict verdict)
      throws IOException {
    if (sinkFailed || !(reason instanceof SourceException given)) {
      throw reason;
    }
    if (verdict == TransferWatch.Verdict.SLOW) {
      slow.add(route);
      return;
    }
    SourceException failure =
        verdict == TransferWatch.Verdict.STALLED
            ? new SourceException(
                Kind.UNAVAILABLE, route.name() + " sent nothing more of " + blob.path(), reason)
            : given;
    current.failed(failure);
    failed.add(route);
    if (failures.isFinal(failure, route.ranked())) {
      throw failure;
    }
  }

  /** Returns what to tell when nobody is left to ask. */
  SourceException failure() {
    return failures.toThrow();
  }

  @Override
  public void write(ByteBuffer bytes, Provenance provenance) throws IOException {
    if (permit != null) {
      // A long range must not keep the others waiting for word that the source is back.
      permit.succeeded();
      permit = null;
    }
    int count = bytes.remaining();
    int counted = Math.min(arrived, count);
    arrived -= counted;
    count(count - counted);
    sinkFailed = true;
    sink.write(bytes, provenance);
    sinkFailed = false;
    rest = new ByteRange(rest.start() + count, rest.end());
  }

  @Override
  public void arriving(int count) {
    arrived += count;
    count(count);
  }

  private void count(int bytes) {
    if (bytes > 0 && transfer != null && watched != null) {
      transfer.received(bytes);
      watched.received(bytes);
    }
  }

  @Override
  public boolean isUrgent() {
    return sink.isUrgent();
  }

  @Override
  public Duration waited() {
    return sink.waited();
  }

  @Override
  public boolean takesAttested() {
    return sink.takesAttested();
  }

  @Override
  public void endedBy(Runnable cancel) {
    if (watched != null) {
      watched.endedBy(cancel);
    }
  }

  @Override
  public void sharedWith(Share share) {
    sink.sharedWith(share);
  }
}
