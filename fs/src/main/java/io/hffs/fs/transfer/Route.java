package io.hffs.fs.transfer;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.Ranked;
import io.hffs.fs.source.SourceHealth;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A source among which is chosen.
 *
 * @param ranked how it ranks among the origins; for a peer, never authoritative
 * @param asPeer null for an origin, which has everything and always has room
 */
record Route(Ranked<BlobSource> ranked, SourceMeter meter, @Nullable PeerSource asPeer) {

  /** An origin may be at the other end of a bad line, and the first answer of two hosts away. */
  private static final double ORIGIN_FIRST_BYTE_SECONDS = 3;

  /** A machine that was not asked yet may be cold, or busy with many who start at once. */
  private static final double PEER_FIRST_BYTE_SECONDS = 2;

  /** However late it was before, when the source failed: a reader may be waiting. */
  private static final double MAX_FIRST_BYTE_SECONDS = 5;

  /** A first byte that takes so many times as long as usual is late. */
  private static final double LATE = 4;

  static Route origin(Ranked<BlobSource> ranked, LongSupplier nanoClock) {
    return new Route(ranked, new SourceMeter(nanoClock), null);
  }

  static Route peer(PeerSource peer) {
    return new Route(new Ranked<>(peer, peer.health(), false), peer.meter(), peer);
  }

  String name() {
    return source().name();
  }

  BlobSource source() {
    return ranked.source();
  }

  SourceHealth health() {
    return ranked.health();
  }

  boolean isPeer() {
    return asPeer != null;
  }

  long held(BlobRef blob, ByteRange range) {
    return asPeer == null ? range.length() : asPeer.held(blob.id(), range);
  }

  /** Returns how long a first byte may take. */
  double firstByteSeconds() {
    double usual = meter.latencySeconds();
    if (usual > 0) {
      return Math.min(MAX_FIRST_BYTE_SECONDS, usual * LATE);
    }
    return isPeer() ? PEER_FIRST_BYTE_SECONDS : ORIGIN_FIRST_BYTE_SECONDS;
  }

  long roomBytes(boolean urgent) {
    return asPeer == null ? Long.MAX_VALUE : asPeer.roomBytes(urgent);
  }
}
