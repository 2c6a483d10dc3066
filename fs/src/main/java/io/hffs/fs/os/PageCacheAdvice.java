package io.hffs.fs.os;

import java.nio.file.Path;

/** Tells the kernel which pages of a file will not be needed again. */
public final class PageCacheAdvice {

  private static final int POSIX_FADV_DONTNEED = 4;

  private PageCacheAdvice() {}

  /**
   * Drops the clean pages of {@code [offset, offset + length)} from the page cache; dirty ones
   * stay. The bytes remain on disk. Thread-safe; does not block.
   *
   * @return whether the kernel took the advice
   */
  public static boolean dontNeed(Path file, long offset, long length) {
    return LinuxFileCalls.onFile(
        file,
        LinuxFileCalls.O_RDONLY,
        (libc, fd) -> libc.posix_fadvise(fd, offset, length, POSIX_FADV_DONTNEED));
  }
}
