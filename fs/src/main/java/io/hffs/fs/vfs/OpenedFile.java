package io.hffs.fs.vfs;

/**
 * The answer to an open.
 *
 * @param handle to read with and to release
 * @param pages what the kernel may do with its page cache
 */
public record OpenedFile(long handle, PageCaching pages) {

  /** How the kernel may cache the pages of an opened file. */
  public enum PageCaching {
    /** The bytes are those of the last open of this path: pages in the cache stay good. */
    KEEP,
    /** The path may stand for other bytes than before: drop the pages it has. */
    RENEW,
    /** The content is made at each open and its size is not known: bypass the page cache. */
    BYPASS
  }
}
