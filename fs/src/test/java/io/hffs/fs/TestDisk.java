package io.hffs.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small file system of its own, mounted until it is closed, that a test can fill and break
 * without harm to the machine: in memory, or ext4 in a file.
 */
public final class TestDisk implements AutoCloseable {

  /** What is for root is not on the path of every shell. */
  static final String PATH = "PATH=$PATH:/usr/sbin:/sbin";

  private final Path mountpoint;

  private TestDisk(Path mountpoint) {
    this.mountpoint = mountpoint;
  }

  /**
   * Mounts a tmpfs.
   *
   * @param options such as {@code size=64m,nr_inodes=100}
   */
  public static TestDisk inMemory(Path mountpoint, String options) throws IOException {
    Files.createDirectories(mountpoint);
    Shell.run("mount", "-t", "tmpfs", "-o", options, "hffs-test", mountpoint).ok();
    return new TestDisk(mountpoint);
  }

  /** Makes a file of so many MiB with an empty ext4 in it. */
  public static void format(Path image, int mib) throws IOException {
    Shell.run("truncate", "-s", mib + "M", image).ok();
    Shell.sh(PATH + "; mkfs.ext4 -q -F -m 0 -E nodiscard \"$1\"", image).ok();
  }

  /** Mounts an image by a loop device, which goes with the mount. */
  public static TestDisk ofImage(Path image, Path mountpoint) throws IOException {
    Files.createDirectories(mountpoint);
    Shell.run("mount", "-o", "loop,errors=remount-ro", image, mountpoint).ok();
    return new TestDisk(mountpoint);
  }

  public Path path() {
    return mountpoint;
  }

  /** Makes an ext4 take itself for damaged: it is read-only from now on, open files or not. */
  public void turnReadOnly() throws IOException {
    String device = Shell.run("findmnt", "-n", "-o", "SOURCE", mountpoint).ok();
    Path trigger =
        Path.of("/sys/fs/ext4", Path.of(device).getFileName().toString(), "trigger_fs_error");
    Files.writeString(trigger, "by a test of hffs");
    if (takesFiles()) {
      throw new IOException(mountpoint + " is not read-only");
    }
  }

  /** Tells whether a file can be made on it. */
  public boolean takesFiles() throws IOException {
    return Shell.sh("f=$1/probe; : > $f && rm $f", mountpoint).exitCode() == 0;
  }

  /** Takes it away, also when files of it are open. */
  @Override
  public void close() throws IOException {
    Shell.run("umount", "-l", mountpoint).ok();
  }
}
