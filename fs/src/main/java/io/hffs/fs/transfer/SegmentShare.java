package io.hffs.fs.transfer;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.Share;
import java.util.List;

/**
 * The part of a blob that this machine is to fetch from the origin while others fetch theirs.
 * Immutable.
 */
final class SegmentShare implements Share {

  private final List<String> members;
  private final long[] seeds;

  /**
   * @param members ids of all machines that fetch it now, this one first
   */
  SegmentShare(BlobId blob, List<String> members) {
    this.members = List.copyOf(members);
    this.seeds = members.stream().mapToLong(id -> SegmentOwners.seed(blob, id)).toArray();
  }

  /** Tells whether others fetch it too, so that there is something to part. */
  boolean isParted() {
    return members.size() > 1;
  }

  @Override
  public long segmentBytes() {
    return SegmentOwners.SEGMENT_BYTES;
  }

  @Override
  public boolean isOurs(long segment) {
    return SegmentOwners.owner(members, seeds, segment) == 0;
  }
}
