package io.hffs.fs.transfer;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a blob that this machine is to fetch from the origin while others fetch theirs. Who
 * is to fetch what does not change any more; whether others still fetch, and what they have by now,
 * is asked each time.
 */
final class SegmentShare implements Share {

  /**
   * As many requests as the machines together have at the origin. Each of them with as many as it
   * would have alone gets nothing sooner, but everything late: a chunk is given on when it is
   * whole.
   */
  private static final int REQUESTS_OF_ALL = 16;

  private static final int LEAST_REQUESTS = 2;

  /** Who gets nothing for so long has missed a turn. */
  private static final Duration TURN = Duration.ofSeconds(6);

  /** Who missed so many does not count any more. */
  private static final int TURNS = 10;

  private final BlobRef blob;
  private final PeerSources peers;
  private final List<String> members = new ArrayList<>();
  private final long[] seeds;
  private final int[] missedTurns;

  /** Parts the blob among this machine and those of its peers that fetch it now. */
  SegmentShare(BlobRef blob, PeerSources peers) {
    this.blob = blob;
    this.peers = peers;
    List<Integer> missed = new ArrayList<>();
    members.add(peers.ownId());
    missed.add(0);
    for (PeerSource peer : peers.live()) {
      int turns = missedTurns(peer);
      if (turns < TURNS) {
        members.add(peer.id());
        missed.add(turns);
      }
    }
    this.seeds = members.stream().mapToLong(id -> SegmentOwners.seed(blob.id(), id)).toArray();
    this.missedTurns = missed.stream().mapToInt(turns -> turns).toArray();
  }

  /** Returns how many turns a machine has missed; all when it does not fetch the blob. */
  private int missedTurns(PeerSource peer) {
    return peer.stillFor(blob.id())
        .map(still -> (int) Math.min(TURNS, still.dividedBy(TURN)))
        .orElse(TURNS);
  }

  @Override
  public boolean isParted() {
    return peers.live().stream().anyMatch(peer -> missedTurns(peer) < TURNS);
  }

  @Override
  public long segmentBytes() {
    return SegmentOwners.SEGMENT_BYTES;
  }

  /** Tells whether this machine is to fetch it from the origin, whoever has it by now. */
  boolean isOurs(long segment) {
    return SegmentOwners.owner(members, seeds, missedTurns, segment) == 0;
  }

  @Override
  public boolean isLeftToUs(long segment) {
    return isOurs(segment) && !hadByOthers(segment);
  }

  private boolean hadByOthers(long segment) {
    long start = segment * SegmentOwners.SEGMENT_BYTES;
    ByteRange range =
        new ByteRange(start, Math.min(blob.sizeBytes(), start + SegmentOwners.SEGMENT_BYTES));
    return peers.live().stream().anyMatch(peer -> peer.held(blob.id(), range) == range.length());
  }

  @Override
  public int atOnce() {
    return Math.max(LEAST_REQUESTS, REQUESTS_OF_ALL / members.size());
  }
}
