package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Decides how much room to make and which blobs go for it. Pure. */
final class EvictionPolicy {

  private static final int BEGIN_PERCENT = 90;
  private static final int END_PERCENT = 80;

  private EvictionPolicy() {}

  /**
   * Returns to how many bytes the cache should shrink; {@code usedBytes} or more when it need not.
   *
   * @param freeBytes on the disk
   */
  static long target(long usedBytes, long quotaBytes, long freeBytes, long minFreeBytes) {
    long target = usedBytes;
    if (usedBytes > percent(quotaBytes, BEGIN_PERCENT)) {
      target = percent(quotaBytes, END_PERCENT);
    }
    if (freeBytes < minFreeBytes) {
      target = Math.min(target, Math.max(0, usedBytes - (minFreeBytes - freeBytes)));
    }
    return target;
  }

  /**
   * Returns the blobs to remove so that at most {@code targetBytes} remain: the least recently used
   * first, of equals the one with the lower id; none of those to keep.
   */
  static List<BlobId> victims(List<BlobStatus> blobs, long targetBytes, Predicate<BlobId> keep) {
    List<BlobStatus> oldestFirst = new ArrayList<>(blobs);
    oldestFirst.sort(
        Comparator.comparing(BlobStatus::lastUsed).thenComparing(blob -> blob.id().hex()));
    long used = blobs.stream().mapToLong(BlobStatus::presentBytes).sum();
    List<BlobId> victims = new ArrayList<>();
    for (BlobStatus blob : oldestFirst) {
      if (used <= targetBytes) {
        break;
      }
      if (blob.presentBytes() > 0 && !keep.test(blob.id())) {
        victims.add(blob.id());
        used -= blob.presentBytes();
      }
    }
    return victims;
  }

  private static long percent(long bytes, int percent) {
    return bytes / 100 * percent + bytes % 100 * percent / 100;
  }
}
