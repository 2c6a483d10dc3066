package io.hffs.fs.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A whole blob in a cache of somebody else, read in place. Its digest was verified, and it counts
 * as that file as long as size, mtime and inode stay.
 *
 * <p>Thread-safe.
 */
final class AdoptedFile implements AutoCloseable {

  /** A change in place is seen this late; Hugging Face's tools never change a blob in place. */
  private static final long RECHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private final FileStamp stamp;
  private final DataFile file;
  private final Runnable forget;
  private volatile long checkedNanos;

  private AdoptedFile(Path path, FileStamp stamp, DataFile file, Runnable forget) {
    this.forget = forget;
    this.path = path;
    this.stamp = stamp;
    this.file = file;
    this.checkedNanos = System.nanoTime();
  }

  /**
   * Opens the file that was verified when it had this stamp; fails when it has another now.
   *
   * @param forget run when it turns out not to be that file any more
   */
  static AdoptedFile open(Path path, FileStamp stamp, Runnable forget) throws IOException {
    AdoptedFile adopted = new AdoptedFile(path, stamp, DataFile.openForReading(path), forget);
    try {
      adopted.requireUnchanged();
    } catch (IOException e) {
      adopted.close();
      throw e;
    }
    return adopted;
  }

  Path path() {
    return path;
  }

  /** Fills {@code target}; throws when the file is no longer what was verified. */
  void read(long offset, ByteBuffer target) throws IOException {
    if (System.nanoTime() - checkedNanos > RECHECK_NANOS) {
      requireUnchanged();
      checkedNanos = System.nanoTime();
    }
    file.read(offset, target);
  }

  private void requireUnchanged() throws IOException {
    if (!FileStamp.of(path).equals(stamp)) {
      throw new IOException(path + " changed");
    }
  }

  /** Says that it cannot be used any more. It stays open for those who are reading it. */
  void abandon() {
    forget.run();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // It was only read; nothing is lost.
      return;
    }
  }
}
