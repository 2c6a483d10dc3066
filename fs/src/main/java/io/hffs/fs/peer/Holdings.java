package io.hffs.fs.peer;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What one device said that it has. Thread-safe; questions take no lock. */
final class Holdings {

  /** Twice what a machine with the largest library that we know of has. */
  static final int MAX_BLOBS = 1 << 17;

  private record Known(Holding holding, long grewNanos) {}

  private final Map<BlobId, Known> blobs = new ConcurrentHashMap<>();
  private final LongSupplier nanoClock;
  private volatile String run = "";
  private volatile long version;

  Holdings(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  String run() {
    return run;
  }

  long version() {
    return version;
  }

  /**
   * Takes over a page.
   *
   * @throws IllegalArgumentException when the device claims more blobs than a machine has; then
   *     nothing is known of it any more
   */
  void apply(HoldingsPage page) {
    if (page.full()) {
      blobs.keySet().retainAll(page.holdings().stream().map(Holding::blob).toList());
    }
    page.gone().forEach(blobs::remove);
    page.holdings().forEach(this::put);
    if (blobs.size() > MAX_BLOBS) {
      clear();
      throw new IllegalArgumentException("more than " + MAX_BLOBS + " blobs");
    }
    run = page.run();
    version = page.version();
  }

  private void put(Holding holding) {
    long now = nanoClock.getAsLong();
    blobs.merge(
        holding.blob(),
        new Known(holding, now),
        (before, after) ->
            before.holding().heldChunks() < holding.heldChunks() || !before.holding().growing()
                ? after
                : new Known(holding, before.grewNanos()));
  }

  /** The device turned out not to have it. */
  void lost(BlobId blob) {
    blobs.remove(blob);
  }

  void clear() {
    blobs.clear();
    run = "";
    version = 0;
  }

  @Nullable Holding find(BlobId blob) {
    Known known = blobs.get(blob);
    return known == null ? null : known.holding();
  }

  /** Returns how many bytes from the start of the range are there. */
  long held(BlobId blob, ByteRange range) {
    Known known = blobs.get(blob);
    if (known == null || range.end() > known.holding().sizeBytes()) {
      return 0;
    }
    long first = range.start() / PeerProtocol.CHUNK_BYTES;
    long end = known.holding().firstMissing(first) * PeerProtocol.CHUNK_BYTES;
    return Math.max(0, Math.min(range.end(), end) - range.start());
  }

  /** Returns for how long it has got nothing more of a blob; empty when it does not fetch it. */
  Optional<Duration> stillFor(BlobId blob) {
    Known known = blobs.get(blob);
    return known == null || !known.holding().growing()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanoClock.getAsLong() - known.grewNanos()));
  }

  int count() {
    return blobs.size();
  }

  long heldBytes() {
    return blobs.values().stream().mapToLong(known -> known.holding().heldBytes()).sum();
  }
}
