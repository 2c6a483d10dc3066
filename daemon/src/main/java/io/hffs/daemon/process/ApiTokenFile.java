package io.hffs.daemon.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * The secret of the local API: 32 random bytes in hex, in a file that only its owner can read. The
 * daemon makes a new one at each start; whoever can read the file may control it.
 */
public final class ApiTokenFile {

  /** The name of the file in the cache directory. */
  public static final String FILE_NAME = "api-token";

  private static final int TOKEN_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private ApiTokenFile() {}

  /**
   * Makes a new token and stores it. The file gets its mode as it is created, so there is no moment
   * in which another user could open it.
   */
  public static String create(Path root) throws IOException {
    byte[] secret = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(secret);
    String token = HexFormat.of().formatHex(secret);
    Files.deleteIfExists(root.resolve(FILE_NAME));
    store(root, token);
    return token;
  }

  /** Stores the token again if somebody removed the file. */
  static void restore(Path root, String token) throws IOException {
    if (!Files.exists(root.resolve(FILE_NAME))) {
      store(root, token);
    }
  }

  private static void store(Path root, String token) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            root.resolve(FILE_NAME),
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      ByteBuffer text = ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII));
      while (text.hasRemaining()) {
        channel.write(text);
      }
    }
  }

  /** Reads the token of the daemon on this cache directory; empty while there is none. */
  public static String read(Path root) throws IOException {
    try {
      return Files.readString(root.resolve(FILE_NAME), StandardCharsets.US_ASCII).strip();
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
