package io.hffs.fs.fuse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a directory ready to be mounted on, or says why it cannot be. */
final class MountPoint {

  private static final Logger log = LoggerFactory.getLogger(MountPoint.class);

  private MountPoint() {}

  /**
   * Makes the directory when it is missing, clears what a dead hffs left there, and refuses all
   * that is not an empty directory.
   *
   * @param mountpoint absolute
   * @return its real path, as the kernel will show it
   */
  static Path prepare(Path mountpoint) throws IOException {
    recover(mountpoint);
    try {
      Files.createDirectories(mountpoint);
    } catch (IOException e) {
      throw new MountException(
          MountException.Reason.BAD_MOUNTPOINT,
          "cannot use "
              + mountpoint
              + " as a mount point: it is not a directory, or cannot be made",
          e);
    }
    Path real = mountpoint.toRealPath();
    Optional<MountTable.Entry> mounted = MountTable.at(real);
    if (mounted.isPresent() && mounted.get().type().equals(MountOptions.TYPE)) {
      throw new MountException(
          MountException.Reason.ALREADY_MOUNTED, "hffs is mounted at " + real + " already");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(real)) {
      if (entries.iterator().hasNext()) {
        throw new MountException(
            MountException.Reason.BAD_MOUNTPOINT,
            real + " is not empty; choose an empty or a new directory");
      }
    }
    return real;
  }

  /** Takes a mount away whose process died; leaves everything else as it is. */
  static boolean recover(Path mountpoint) throws IOException {
    if (!MountTable.isDead(mountpoint)) {
      return false;
    }
    Path parent = mountpoint.getParent();
    Path real = parent == null ? mountpoint : parent.toRealPath().resolve(mountpoint.getFileName());
    Optional<MountTable.Entry> mounted = MountTable.at(real);
    if (mounted.isEmpty() || !mounted.get().type().equals(MountOptions.TYPE)) {
      throw new MountException(
          MountException.Reason.BAD_MOUNTPOINT,
          "a dead mount of another program is at "
              + mountpoint
              + "; unmount it: fusermount -u "
              + mountpoint);
    }
    Fusermount.unmount(real, "-z");
    log.info("took away the mount that a dead process left at {}", real);
    return true;
  }
}
