package io.hffs.fs.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Sees that a mount answers: it is in the kernel's table, and its root can be looked at. */
final class MountProbe {

  private MountProbe() {}

  /**
   * Waits until the mount answers.
   *
   * @return its line in the kernel's table
   * @throws MountException when it does not answer in time, or not as it should
   */
  static MountTable.Entry await(Path mountpoint, Duration timeout) throws MountException {
    try {
      return BoundedCall.run("hffs-mount-probe", timeout, () -> look(mountpoint));
    } catch (TimeoutException e) {
      throw failed(mountpoint, "no answer in " + timeout.toSeconds() + " s", e);
    } catch (IOException e) {
      throw failed(mountpoint, String.valueOf(e.getMessage()), e);
    }
  }

  private static MountTable.Entry look(Path mountpoint) throws IOException {
    Optional<MountTable.Entry> entry = MountTable.at(mountpoint);
    if (entry.isEmpty() || !entry.get().type().equals(MountOptions.TYPE)) {
      throw new IOException("it is not in the mount table");
    }
    if (!Files.readAttributes(mountpoint, BasicFileAttributes.class).isDirectory()) {
      throw new IOException("its root is not a directory");
    }
    return entry.get();
  }

  private static MountException failed(Path mountpoint, String why, Exception cause) {
    return new MountException(
        MountException.Reason.FAILED,
        "the mount at " + mountpoint + " does not work: " + why,
        cause);
  }
}
