package io.hffs.fs.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Small files that nobody but their owner may read or write. */
final class SecretFiles {

  private static final int ROOT = 0;
  private static final int MAX_BYTES = 64 * 1024;
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private SecretFiles() {}

  /**
   * Returns the content of a file.
   *
   * @param what what it holds, for messages: "the key of this machine"
   * @throws DeviceException with a sentence, if others have access to it
   */
  static byte[] read(Path file, String what) throws IOException {
    return read(file, what, OF_OTHERS);
  }

  /**
   * Returns the content of a file that an administrator may have put there: when root owns it, its
   * group may read it, as it is with the secrets of Kubernetes and an {@code fsGroup}.
   *
   * @throws DeviceException as {@link #read}
   */
  static byte[] readGiven(Path file, String what) throws IOException {
    Set<PosixFilePermission> refused = EnumSet.copyOf(OF_OTHERS);
    if (Integer.valueOf(ROOT).equals(Files.getAttribute(file, "unix:uid"))) {
      refused.remove(PosixFilePermission.GROUP_READ);
    }
    return read(file, what, refused);
  }

  private static byte[] read(Path file, String what, Set<PosixFilePermission> refused)
      throws IOException {
    Set<PosixFilePermission> open = EnumSet.copyOf(refused);
    open.retainAll(Files.getPosixFilePermissions(file));
    if (!open.isEmpty()) {
      throw new DeviceException(
          "Others can read or change " + file + ", which holds " + what + ": chmod 600 " + file);
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new DeviceException(file + " is too large for " + what + ".");
    }
    return Files.readAllBytes(file);
  }
}
