package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The name of a mount point that the kernel uses: without links. */
final class MountPath {

  private MountPath() {}

  /**
   * Resolves links in the path. Its last part is not looked into unless it is a link, because that
   * fails where a dead mount is.
   */
  static Path resolve(Path absolute) {
    try {
      Path parent = absolute.getParent();
      Path name = absolute.getFileName();
      if (parent == null || name == null) {
        return absolute;
      }
      return Files.isSymbolicLink(absolute)
          ? absolute.toRealPath()
          : parent.toRealPath().resolve(name);
    } catch (IOException e) {
      return absolute; // What is wrong with it is told by who mounts or unmounts there.
    }
  }

  /**
   * Makes the directory when only its last part is missing.
   *
   * @return whether it was made
   */
  static boolean makeIfMissing(Path mountpoint) throws ApiException {
    // A dead mount does not exist for stat, but it is listed in its parent.
    if (Files.exists(mountpoint) || isListed(mountpoint)) {
      return false;
    }
    try {
      Files.createDirectory(mountpoint);
      return true;
    } catch (NoSuchFileException e) {
      throw new ApiException(
          ErrorCode.BAD_REQUEST,
          mountpoint
              + " does not exist, nor does the directory above it; make it first: mkdir -p '"
              + mountpoint
              + "'.",
          e);
    } catch (IOException e) {
      throw new ApiException(
          ErrorCode.BAD_REQUEST,
          mountpoint + " does not exist and cannot be made: " + reason(e) + ".",
          e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : e.toString();
  }

  private static boolean isListed(Path path) {
    Path parent = path.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return false;
    }
    try (var entries = Files.newDirectoryStream(parent)) {
      for (Path entry : entries) {
        if (entry.equals(path)) {
          return true;
        }
      }
    } catch (IOException e) {
      return false; // Unreadable: then it cannot be made either, which is told.
    }
    return false;
  }
}
