package io.hffs.fs.fuse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that is ready to be mounted on.
 *
 * @param real its real path, as the kernel will show it
 * @param made the directories made for it, the outermost first
 */
record MountPoint(Path real, List<Path> made) {

  private static final Logger log = LoggerFactory.getLogger(MountPoint.class);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final int MAX_DEAD = 16;
  private static final int MAX_LINKS = 40; // as in the kernel

  MountPoint {
    made = List.copyOf(made);
  }

  /**
   * Makes the directory when it is missing, clears what a dead hffs left there, and refuses all
   * that is not an empty directory.
   *
   * @throws MountException BAD_MOUNTPOINT or ALREADY_MOUNTED, also when the place does not answer
   */
  static MountPoint prepare(Path mountpoint) throws IOException {
    Path absolute = mountpoint.toAbsolutePath();
    recover(absolute);
    try {
      return BoundedCall.run("hffs-mount-look", ANSWER_WITHIN, () -> prepareNow(absolute));
    } catch (TimeoutException e) {
      throw bad(absolute + " does not answer: the file system that it is on hangs", e);
    }
  }

  private static MountPoint prepareNow(Path mountpoint) throws IOException {
    MountPoint prepared = make(mountpoint);
    try {
      prepared.check();
      return prepared;
    } catch (IOException e) {
      prepared.removeMade();
      throw e;
    }
  }

  private static MountPoint make(Path mountpoint) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (@Nullable Path path = mountpoint;
        path != null && Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
        path = path.getParent()) {
      missing.add(0, path);
    }
    try {
      Files.createDirectories(mountpoint);
      return new MountPoint(mountpoint.toRealPath(), missing);
    } catch (IOException e) {
      throw bad(
          "cannot use "
              + mountpoint
              + " as a mount point: it is not a directory, or cannot be made",
          e);
    }
  }

  private void check() throws IOException {
    Optional<MountTable.Entry> mounted = MountTable.at(real);
    if (mounted.isPresent() && mounted.get().type().equals(MountOptions.TYPE)) {
      throw new MountException(
          MountException.Reason.ALREADY_MOUNTED, "hffs is mounted at " + real + " already");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(real)) {
      if (entries.iterator().hasNext()) {
        throw bad(real + " is not empty; choose an empty or a new directory", null);
      }
    }
  }

  /** Removes the directories that were made, as far as they are empty. */
  void removeMade() {
    for (int i = made.size() - 1; i >= 0; i--) {
      try {
        Files.deleteIfExists(made.get(i));
      } catch (IOException e) {
        log.debug("{} stays: {}", made.get(i), e.toString());
        return;
      }
    }
  }

  /**
   * Takes a mount away whose process died; leaves everything else as it is.
   *
   * @return whether there was one
   */
  static boolean recover(Path mountpoint) throws IOException {
    int found = 0;
    while (found < MAX_DEAD && MountTable.isDead(mountpoint)) {
      Path real = realPathOfDead(mountpoint.toAbsolutePath());
      Optional<MountTable.Entry> mounted = MountTable.at(real);
      if (mounted.isEmpty() || !mounted.get().type().equals(MountOptions.TYPE)) {
        throw bad(
            "a dead mount of another program is at "
                + mountpoint
                + "; unmount it: fusermount -u "
                + mountpoint,
            null);
      }
      Fusermount.unmount(real, "-z");
      found++;
      log.info("took away the mount that a dead process left at {}", real);
    }
    return found > 0;
  }

  /** {@link Path#toRealPath}, but for the last name, which cannot be looked at. */
  private static Path realPathOfDead(Path mountpoint) throws IOException {
    Path path = mountpoint;
    for (int i = 0; i < MAX_LINKS && Files.isSymbolicLink(path); i++) {
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    Path parent = path.getParent();
    return parent == null ? path : parent.toRealPath().resolve(path.getFileName());
  }

  private static MountException bad(String message, @Nullable Exception cause) {
    return cause == null
        ? new MountException(MountException.Reason.BAD_MOUNTPOINT, message)
        : new MountException(MountException.Reason.BAD_MOUNTPOINT, message, cause);
  }
}
