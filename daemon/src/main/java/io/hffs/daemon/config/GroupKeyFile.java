package io.hffs.daemon.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * The file of {@code peers.group-key-file}: one line, the key. Nobody but its owner may read it.
 */
public final class GroupKeyFile {

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /** Far above any key; keeps a wrong path from filling the memory. */
  private static final int MAX_BYTES = 4096;

  private GroupKeyFile() {}

  /**
   * Reads the key, without the white space around it.
   *
   * @throws ConfigException with a sentence when it is missing, empty, too long, or open to others
   */
  public static String read(Path file) throws IOException {
    try {
      Set<PosixFilePermission> open = EnumSet.copyOf(OF_OTHERS);
      open.retainAll(Files.getPosixFilePermissions(file));
      if (!open.isEmpty()) {
        throw refused(file, "is not used because others can read or change it: chmod 600 " + file);
      }
      byte[] bytes;
      try (var in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MAX_BYTES + 1);
      }
      String key = new String(bytes, StandardCharsets.UTF_8).strip();
      if (key.isEmpty() || bytes.length > MAX_BYTES) {
        throw refused(file, "must hold the key in one line and nothing else");
      }
      return key;
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          sentence(file, "does not exist; write the key into it or unset it"), e);
    }
  }

  private static ConfigException refused(Path file, String what) {
    return new ConfigException(sentence(file, what));
  }

  private static String sentence(Path file, String what) {
    return "peers.group-key-file: " + file + " " + what;
  }
}
