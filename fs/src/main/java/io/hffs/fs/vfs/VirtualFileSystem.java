package io.hffs.fs.vfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A read-only file system addressed by absolute path ({@code "/"} is the root). Thread-safe. Every
 * call may block on the network, but never longer than the deadline it was configured with; it then
 * throws. Failures are {@link VfsException}, {@link io.hffs.fs.source.SourceException} or another
 * {@link IOException}; the caller turns them into an errno in one table.
 */
public interface VirtualFileSystem {

  /** Returns the attributes of a file, directory or link (of the link itself). */
  Attributes attributes(String path) throws IOException;

  /** Returns the entries of a directory, without {@code .} and {@code ..}, sorted by name. */
  List<DirectoryEntry> list(String path) throws IOException;

  /** Returns the target of a symbolic link. */
  String readLink(String path) throws IOException;

  /**
   * Opens a file for reading. Fetches no content. Every handle must be given back with {@link
   * #release}.
   */
  OpenedFile open(String path) throws IOException;

  /**
   * Reads from {@code offset} until {@code target} is full or the file ends, whichever comes first:
   * never less. Blocks until the bytes are there.
   *
   * @param offset in the file, in bytes; at or past the end nothing is read
   * @param target any buffer; bytes are put at its position, up to its limit
   * @return the number of bytes read, 0 at the end of the file
   */
  int read(long handle, long offset, ByteBuffer target) throws IOException;

  /** Closes a handle; unknown handles are ignored. Never blocks on the network. */
  void release(long handle);

  /** Returns the names of the extended attributes, such as {@code user.hffs.commit}. No network. */
  List<String> extendedAttributeNames(String path) throws IOException;

  /** Returns the value of an extended attribute. No network. */
  byte[] extendedAttribute(String path, String name) throws IOException;

  /** Returns the size and free space that {@code df} shows: those of the cache. No network. */
  VolumeSpace space() throws IOException;
}
