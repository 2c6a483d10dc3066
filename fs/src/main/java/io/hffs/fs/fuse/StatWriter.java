package io.hffs.fs.fuse;

import io.hffs.fs.vfs.Attributes;
import io.hffs.fs.vfs.FileKind;
import java.time.Instant;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.Timespec;

/** Fills {@code struct stat}. All is read-only: files 0444, directories 0555. */
final class StatWriter {

  private static final int BLOCK_BYTES = 512; // the unit of st_blocks, whatever st_blksize says

  /**
   * Python fills a buffer of this size even to read eight bytes. More than an eighth of the
   * kernel's read-ahead, and the kernel reads its whole window ahead of such a read, and then the
   * next one.
   */
  private static final int PREFERRED_READ_BYTES = 1 << 17;

  private final long uid;
  private final long gid;

  /** Everything belongs to the user who mounted. */
  StatWriter(long uid, long gid) {
    this.uid = uid;
    this.gid = gid;
  }

  void write(Attributes attributes, FileStat stat) {
    stat.st_ino.set(attributes.inode());
    stat.st_mode.set(mode(attributes.kind()));
    stat.st_nlink.set(1); // 2 of a directory would tell find that there is none below it
    stat.st_uid.set(uid);
    stat.st_gid.set(gid);
    stat.st_size.set(attributes.sizeBytes());
    stat.st_blksize.set(PREFERRED_READ_BYTES);
    stat.st_blocks.set((attributes.presentBytes() + BLOCK_BYTES - 1) / BLOCK_BYTES);
    write(attributes.modified(), stat.st_atim);
    write(attributes.modified(), stat.st_mtim);
    write(attributes.modified(), stat.st_ctim);
  }

  private static void write(Instant time, Timespec field) {
    field.tv_sec.set(time.getEpochSecond());
    field.tv_nsec.set(time.getNano());
  }

  static int mode(FileKind kind) {
    return switch (kind) {
      case FILE -> FileStat.S_IFREG | 0444;
      case DIRECTORY -> FileStat.S_IFDIR | 0555;
      case LINK -> FileStat.S_IFLNK | 0777;
    };
  }
}
