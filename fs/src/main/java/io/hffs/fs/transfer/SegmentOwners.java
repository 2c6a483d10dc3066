package io.hffs.fs.transfer;

import io.hffs.fs.repo.BlobId;
import java.util.List;

/**
 * Who of the machines that fetch a blob at once gets which part of it from the origin: the same on
 * all of them without a word, as long as they know of each other (rendezvous hashing). A machine
 * that comes or goes moves only its own share. Pure.
 */
final class SegmentOwners {

  /** The grain of a share: as much as one request asks for at most. */
  static final long SEGMENT_BYTES = 8L << 20;

  private SegmentOwners() {}

  /** Returns the index of the segment that an offset is in. */
  static long segmentOf(long offset) {
    return offset / SEGMENT_BYTES;
  }

  /** Returns what stands for a machine in the choice of owners of a blob's segments. */
  static long seed(BlobId blob, String member) {
    long hash = 0xcbf29ce484222325L; // FNV-1a: it must be the same in every version
    for (String part : new String[] {blob.hex(), member}) {
      for (int i = 0; i < part.length(); i++) {
        hash = (hash ^ part.charAt(i)) * 0x100000001b3L;
      }
    }
    return hash;
  }

  /**
   * Returns the index of the machine that is to fetch a segment: the first in its order that has
   * not missed more turns than there are machines before it. So when all stand still because one
   * does, one takes over, and the next only after as long again.
   *
   * @param missedTurns how many turns each machine has let pass without getting anything; at least
   *     one of them none
   */
  static int owner(List<String> members, long[] seeds, int[] missedTurns, long segment) {
    int owner = nextInOrder(members, seeds, segment, -1);
    for (int rank = 0; missedTurns[owner] > rank; rank++) {
      owner = nextInOrder(members, seeds, segment, owner);
    }
    return owner;
  }

  /** Returns who comes next in the order of a segment; the first after -1. */
  private static int nextInOrder(List<String> members, long[] seeds, long segment, int previous) {
    int next = -1;
    for (int i = 0; i < seeds.length; i++) {
      if ((previous < 0 || isBefore(members, seeds, segment, previous, i))
          && (next < 0 || isBefore(members, seeds, segment, i, next))) {
        next = i;
      }
    }
    return next;
  }

  private static boolean isBefore(
      List<String> members, long[] seeds, long segment, int one, int other) {
    long weight = weight(seeds[one], segment);
    long otherWeight = weight(seeds[other], segment);
    return weight == otherWeight
        ? members.get(one).compareTo(members.get(other)) > 0
        : weight > otherWeight;
  }

  private static long weight(long seed, long segment) {
    long hash = seed ^ (segment * 0x9e3779b97f4a7c15L);
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
