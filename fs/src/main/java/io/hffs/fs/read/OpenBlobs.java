package io.hffs.fs.read;

import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The readers of the blobs that are open, one for each blob however many handles it has.
 * Thread-safe; opening a blob does no network.
 */
public final class OpenBlobs {

  private static final class Counted {
    private final BlobReader reader;
    private int handles;

    Counted(BlobReader reader) {
      this.reader = reader;
    }
  }

  private final BlobCache cache;
  private final ReadBytes counts = new ReadBytes();
  private final Map<BlobId, Counted> open = new HashMap<>();

  public OpenBlobs(BlobCache cache) {
    this.cache = cache;
  }

  /**
   * Returns the reader of a blob; every call needs one {@link #release} later.
   *
   * @param tree that the file is in
   */
  public BlobReader acquire(BlobRef ref, Snapshot tree) throws IOException {
    synchronized (open) {
      Counted counted = open.get(ref.id());
      if (counted != null && counted.reader.sizeBytes() == ref.sizeBytes()) {
        counted.handles++;
        return counted.reader;
      }
    }
    // May touch the disk, so not under the lock; refuses another size of a blob that is open.
    BlobReader mine = new BlobReader(cache, cache.acquire(ref), tree, counts);
    BlobReader surplus = null;
    BlobReader result;
    synchronized (open) {
      Counted counted = open.get(ref.id());
      if (counted == null) {
        counted = new Counted(mine);
        open.put(ref.id(), counted);
      } else {
        surplus = mine;
      }
      counted.handles++;
      result = counted.reader;
    }
    if (surplus != null) {
      surplus.close();
    }
    return result;
  }

  /** Returns how much was read by all readers. */
  public ReadBytes counts() {
    return counts;
  }

  /** Gives back one handle; the last one closes the reader. */
  public void release(BlobId id) {
    BlobReader last = null;
    synchronized (open) {
      Counted counted = open.get(id);
      if (counted != null && --counted.handles == 0) {
        open.remove(id);
        last = counted.reader;
      }
    }
    if (last != null) {
      last.close();
    }
  }
}
