package io.hffs.fs.fuse;

import com.kenai.jffi.MemoryIO;
import io.hffs.fs.vfs.DirectoryEntry;
import io.hffs.fs.vfs.OpenedFile;
import io.hffs.fs.vfs.VirtualFileSystem;
import io.hffs.fs.vfs.VolumeSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;
import org.jspecify.annotations.Nullable;
import ru.serce.jnrfuse.FuseFillDir;
import ru.serce.jnrfuse.FuseStubFS;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.FuseFileInfo;
import ru.serce.jnrfuse.struct.FuseOperations;
import ru.serce.jnrfuse.struct.Statvfs;

/**
 * libfuse's operations, as calls of a {@link VirtualFileSystem}. jnr-fuse registers exactly the
 * methods that are overridden here; the kernel answers the rest itself: writes by the {@code ro}
 * option, access by {@code default_permissions}.
 *
 * <p>Deliberately absent: {@code flush} (the kernel stops asking), {@code read_buf} (libfuse would
 * prefer it, at nearly twice the CPU), extended attributes but in {@link XattrFuseAdapter}.
 */
class FuseAdapter extends FuseStubFS {

  /** Where the bits of {@code fuse_file_info} are that jnr-fuse hides, on 64-bit Linux. */
  private static final int FLAG_BITS_OFFSET = 20;

  private static final int DIRECT_IO = 1;
  private static final int KEEP_CACHE = 2;
  private static final int MAX_NAME_BYTES = 255;

  /** The word of {@code fuse_operations} behind 38 pointers that jnr-fuse has as padding. */
  private static final int FLAGS_OFFSET = 38 * Long.BYTES;

  private static final int NULL_PATH_OK = 1;

  private static final int NO_PATH = 2;

  /** What jnr-ffi puts for bytes that are not UTF-8: several names would become one. */
  private static final char NOT_UTF_8 = '\uFFFD';

  final VirtualFileSystem files;
  private final StatWriter stats;
  final FuseCall call;
  private final Map<Long, String> openFiles = new ConcurrentHashMap<>();
  private final Map<Long, String> openDirectories = new ConcurrentHashMap<>();
  private final AtomicLong lastDirectory = new AtomicLong();

  /** What a handle was opened by; the look-up is for the log only. */
  private record PathOf(Map<Long, String> opened, long handle) {
    @Override
    public String toString() {
      return opened.getOrDefault(handle, "handle " + handle);
    }
  }

  FuseAdapter(VirtualFileSystem files, StatWriter stats, FuseCall call) {
    this.files = files;
    this.stats = stats;
    this.call = call;
    // With a handle libfuse need not put the path together, nor we take it apart, at each read.
    Struct.getMemory(fuseOperations).putInt(FLAGS_OFFSET, NULL_PATH_OK | NO_PATH);
  }

  FuseOperations operations() {
    return fuseOperations;
  }

  @Override
  public int getattr(String path, FileStat stat) {
    return call.run(
        "getattr",
        path,
        () -> {
          if (path.indexOf(NOT_UTF_8) >= 0) { // every name passes here before any other call
            return -Errnos.EINVAL;
          }
          stats.write(files.attributes(path), stat);
          return 0;
        });
  }

  @Override
  public int readlink(String path, Pointer buffer, long size) {
    return call.run(
        "readlink",
        path,
        () -> {
          byte[] target = files.readLink(path).getBytes(StandardCharsets.UTF_8);
          if (target.length >= size) {
            return -Errnos.ENAMETOOLONG;
          }
          buffer.put(0, target, 0, target.length);
          buffer.putByte(target.length, (byte) 0);
          return 0;
        });
  }

  @Override
  public int open(String path, FuseFileInfo info) {
    return call.run(
        "open",
        path,
        () -> {
          OpenedFile opened = files.open(path);
          openFiles.put(opened.handle(), path);
          info.fh.set(opened.handle());
          int bits =
              switch (opened.pages()) {
                case KEEP -> KEEP_CACHE;
                case RENEW -> 0;
                case BYPASS -> DIRECT_IO;
              };
          Pointer memory = Struct.getMemory(info);
          memory.putInt(FLAG_BITS_OFFSET, memory.getInt(FLAG_BITS_OFFSET) | bits);
          return 0;
        });
  }

  @Override
  public int read(
      @Nullable String path, Pointer buffer, long size, long offset, FuseFileInfo info) {
    long handle = info.fh.longValue();
    return call.run(
        "read",
        new PathOf(openFiles, handle),
        () -> {
          ByteBuffer target =
              MemoryIO.getInstance().newDirectByteBuffer(buffer.address(), (int) size);
          int length = files.read(handle, offset, target);
          if (length < 0 || length > size) { // the kernel would take it for an errno, or worse
            throw new IllegalStateException("read returned " + length + " for " + size);
          }
          return length;
        });
  }

  @Override
  public int release(@Nullable String path, FuseFileInfo info) {
    long handle = info.fh.longValue();
    return call.run(
        "release",
        new PathOf(openFiles, handle),
        () -> {
          openFiles.remove(handle);
          files.release(handle);
          return 0;
        });
  }

  /**
   * Releases what is still open, after the session ended: the kernel drops the releases that it has
   * not sent by then.
   */
  void releaseAll() {
    for (long handle : openFiles.keySet()) {
      call.run(
          "release",
          "at the end",
          () -> {
            files.release(handle);
            return 0;
          });
    }
    openFiles.clear();
  }

  @Override
  public int opendir(String path, FuseFileInfo info) {
    return call.run(
        "opendir",
        path,
        () -> {
          long handle = lastDirectory.incrementAndGet();
          openDirectories.put(handle, path);
          info.fh.set(handle);
          return 0;
        });
  }

  @Override
  public int releasedir(@Nullable String path, FuseFileInfo info) {
    openDirectories.remove(info.fh.longValue());
    return 0;
  }

  @Override
  public int readdir(
      @Nullable String path, Pointer buffer, FuseFillDir filler, long offset, FuseFileInfo info) {
    long handle = info.fh.longValue();
    return call.run(
        "readdir",
        new PathOf(openDirectories, handle),
        () -> {
          String directory = openDirectories.get(handle);
          if (directory == null) {
            return -Errnos.EBADF;
          }
          List<DirectoryEntry> entries = files.list(directory);
          FileStat stat = new FileStat(buffer.getRuntime());
          stat.st_mode.set(FileStat.S_IFDIR);
          fill(filler, buffer, ".", stat);
          fill(filler, buffer, "..", stat);
          for (DirectoryEntry entry : entries) {
            stat.st_mode.set(StatWriter.mode(entry.kind()));
            stat.st_ino.set(entry.inode());
            fill(filler, buffer, entry.name(), stat);
          }
          return 0;
        });
  }

  private static void fill(FuseFillDir filler, Pointer buffer, String name, FileStat stat)
      throws IOException {
    if (filler.apply(buffer, nameBytes(name), Struct.getMemory(stat), 0) != 0) {
      throw new IOException("libfuse has no memory for the name " + name);
    }
  }

  private static ByteBuffer nameBytes(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer terminated = ByteBuffer.allocate(bytes.length + 1);
    terminated.put(bytes).put((byte) 0).flip();
    return terminated;
  }

  @Override
  public int statfs(String path, Statvfs stat) {
    return call.run(
        "statfs",
        path,
        () -> {
          VolumeSpace space = files.space();
          long block = 4096;
          stat.f_bsize.set(block);
          stat.f_frsize.set(block);
          stat.f_blocks.set(space.totalBytes() / block);
          stat.f_bfree.set(space.freeBytes() / block);
          stat.f_bavail.set(space.availableBytes() / block);
          stat.f_namemax.set(MAX_NAME_BYTES);
          return 0;
        });
  }
}
