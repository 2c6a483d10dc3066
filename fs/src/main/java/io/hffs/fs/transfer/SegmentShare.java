package io.hffs.fs.transfer;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.Share;
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

  private final BlobRef blob;
  private final PeerSources peers;
  private final List<String> members;
  private final long[] seeds;

  /** Parts the blob among this machine and those of its peers that fetch it now. */
  SegmentShare(BlobRef blob, PeerSources peers) {
    this.blob = blob;
    this.peers = peers;
    this.members = new ArrayList<>();
    members.add(peers.ownId());
    for (PeerSource peer : peers.live()) {
      if (peer.isGrowing(blob.id())) {
        members.add(peer.id());
      }
    }
    this.seeds = members.stream().mapToLong(id -> SegmentOwners.seed(blob.id(), id)).toArray();
  }

  @Override
  public boolean isParted() {
    return peers.live().stream().anyMatch(peer -> peer.isGrowing(blob.id()));
  }

  @Override
  public long segmentBytes() {
    return SegmentOwners.SEGMENT_BYTES;
  }

  /** Tells whether this machine is to fetch it from the origin, whoever has it by now. */
  boolean isOurs(long segment) {
    return SegmentOwners.owner(members, seeds, segment) == 0;
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
