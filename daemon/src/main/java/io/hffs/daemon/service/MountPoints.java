package io.hffs.daemon.service;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says what is wrong with a mount point before FUSE would, in words that help. */
final class MountPoints {

  private MountPoints() {}

  /**
   * Checks that the directory can be mounted on.
   *
   * @param stale what dead hffs processes left; the file system clears these itself
   */
  static void check(Path mountpoint, List<Path> stale) throws IOException {
    if (!mountpoint.isAbsolute()) {
      throw bad("The mount point must be an absolute path, not '" + mountpoint + "'.");
    }
    if (stale.contains(mountpoint)) {
      return;
    }
    if (!Files.exists(mountpoint)) {
      throw bad(mountpoint + " does not exist; make it first: mkdir -p '" + mountpoint + "'.");
    }
    if (!Files.isDirectory(mountpoint)) {
      throw bad(mountpoint + " is not a directory; give an empty directory to mount on.");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(mountpoint)) {
      if (entries.iterator().hasNext()) {
        throw bad(
            mountpoint
                + " is not empty, and a mount would hide what is in it; give an empty directory.");
      }
    }
  }

  private static ApiException bad(String message) {
    return new ApiException(ErrorCode.BAD_REQUEST, message);
  }
}
