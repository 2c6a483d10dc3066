package io.hffs.fs.transfer;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.Share;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The part of a blob that this machine is to fetch from the origin while others fetch theirs. Who
 * fetches does not change any more; what others have by now is asked each time.
 */
final class SegmentShare implements Share {

  /**
   * As many requests as the machines together have at the origin. Each of them with as many as it
   * would have alone gets nothing sooner, but everything late: a chunk is given on when it is
   * whole.
   */
  private static final int REQUESTS_OF_ALL = 16;

  private static final int LEAST_REQUESTS = 2;

  private final List<String> members;
  private final long[] seeds;
  private final LongPredicate hadByOthers;

  /**
   * @param members ids of all machines that fetch it now, this one first
   * @param hadByOthers whether another machine has all of a segment
   */
  SegmentShare(BlobId blob, List<String> members, LongPredicate hadByOthers) {
    this.hadByOthers = hadByOthers;
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

  /** Tells whether this machine is to fetch it from the origin, whoever has it by now. */
  boolean isOurs(long segment) {
    return SegmentOwners.owner(members, seeds, segment) == 0;
  }

  @Override
  public boolean isLeftToUs(long segment) {
    return isOurs(segment) && !hadByOthers.test(segment);
  }

  @Override
  public int atOnce() {
    return Math.max(LEAST_REQUESTS, REQUESTS_OF_ALL / members.size());
  }
}
