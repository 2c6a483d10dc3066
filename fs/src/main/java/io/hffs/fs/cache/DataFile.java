package io.hffs.fs.cache;

import io.hffs.fs.os.DurableFiles;
import io.hffs.fs.os.FileAllocation;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one blob on disk: a sparse file that has its full size from the start. Once made it
 * is never cut or punched, because readers may hold it open or map it; it only goes by unlink.
 *
 * <p>Thread-safe. Reads and writes of different ranges run side by side. When an interrupted thread
 * takes the channel down with it, the others open it again.
 */
final class DataFile implements AutoCloseable {

  private static final long ALLOCATE_AHEAD_BYTES = 64L << 20;

  private volatile Path path;
  private final boolean writable;
  private final @Nullable Object identity;
  private volatile FileChannel channel;
  private volatile boolean closed;
  private volatile long allocatedEnd;

  private DataFile(Path path, boolean writable, FileChannel channel) throws IOException {
    this.path = path;
    this.writable = writable;
    this.channel = channel;
    try {
      this.identity = identityOf(path);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Makes the file anew, in place of any that is there; the old one lives on for who reads it. */
  static DataFile create(Path path, long sizeBytes) throws IOException {
    if (!Files.deleteIfExists(path)) {
      Files.createDirectories(DurableFiles.parentOf(path));
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw"); // its channel closes it
    try {
      file.setLength(sizeBytes);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new DataFile(path, true, file.getChannel());
  }

  static DataFile openForReading(Path path) throws IOException {
    return new DataFile(path, false, open(path, false));
  }

  /** Opens it for both, also when it was made read-only after it was complete. */
  static DataFile openForWriting(Path path) throws IOException {
    if (!Files.isWritable(path)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    }
    return new DataFile(path, true, open(path, true));
  }

  boolean isWritable() {
    return writable;
  }

  /** Fills {@code target} from {@code offset}; on failure its position is as before. */
  void read(long offset, ByteBuffer target) throws IOException {
    int start = target.position();
    long at = offset;
    try {
      while (target.hasRemaining()) {
        int count = readOnce(target, at);
        if (count < 0) {
          throw new EOFException(path + " ends at " + at);
        }
        at += count;
      }
    } catch (IOException e) {
      target.position(start);
      throw e;
    }
  }

  void write(long offset, ByteBuffer source) throws IOException {
    long at = offset;
    while (source.hasRemaining()) {
      int start = source.position();
      try {
        at += channel.write(source, at);
      } catch (ClosedChannelException e) {
        source.position(start);
        reopen(e);
      }
    }
  }

  /**
   * Reserves disk space from {@code offset} on, when a long run is about to be written there. A
   * failure shows at the write.
   */
  void expectRun(long offset, long length, long sizeBytes) {
    long end = offset + length;
    if (end > allocatedEnd || offset < allocatedEnd - ALLOCATE_AHEAD_BYTES) {
      long ahead = Math.min(Math.max(length, ALLOCATE_AHEAD_BYTES), sizeBytes - offset);
      if (FileAllocation.reserve(path, offset, ahead)) {
        allocatedEnd = offset + ahead;
      }
    }
  }

  /** Makes all bytes written so far durable. Blocks on the disk. */
  void force() throws IOException {
    try {
      channel.force(false);
    } catch (ClosedChannelException e) {
      reopen(e);
      channel.force(false);
    }
  }

  Path path() {
    return path;
  }

  /** Gives the file this name, in place of any other file that has it. */
  synchronized void rename(Path name) throws IOException {
    if (!path.equals(name)) {
      Files.move(path, name, StandardCopyOption.ATOMIC_MOVE);
      path = name;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    channel.close();
  }

  private int readOnce(ByteBuffer target, long at) throws IOException {
    int start = target.position();
    try {
      return channel.read(target, at);
    } catch (ClosedChannelException e) {
      target.position(start);
      reopen(e);
      return 0;
    }
  }

  private synchronized void reopen(ClosedChannelException cause) throws IOException {
    if (closed || Thread.currentThread().isInterrupted()) {
      throw cause;
    }
    if (!channel.isOpen()) {
      // After an unlink the name may stand for another file, with other chunks in it.
      if (!Objects.equals(identity, identityOf(path))) {
        throw cause;
      }
      channel = open(path, writable);
    }
  }

  private static @Nullable Object identityOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private static FileChannel open(Path path, boolean writable) throws IOException {
    return FileChannel.open(
        path,
        writable
            ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
            : Set.of(StandardOpenOption.READ));
  }
}
