package io.hffs.fs.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Whole small files that are either the old one or the new one, whatever crashes when. */
public final class DurableFiles {

  private static final String PREFIX = ".hffs-";
  private static final String SUFFIX = ".tmp";
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DurableFiles() {}

  /** Tells whether a file of this name is one that was never renamed to its place. */
  public static boolean isTemporary(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /** Removes from a directory what a crash kept from its place. */
  public static void removeTemporaries(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Writes a file beside, syncs it, renames it over {@code file} and syncs the directory. */
  public static void replace(Path file, byte[] content) throws IOException {
    write(file, content);
  }

  /** As {@link #replace}; from its first moment only the owner can read or write the file. */
  public static void replacePrivate(Path file, byte[] content) throws IOException {
    write(file, content, OWNER_ONLY);
  }

  private static void write(Path file, byte[] content, FileAttribute<?>... attributes)
      throws IOException {
    Path directory = parentOf(file);
    Files.createDirectories(directory);
    Path temporary = directory.resolve(PREFIX + UUID.randomUUID() + SUFFIX);
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              attributes)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    syncDirectory(directory);
  }

  /** Makes the names in a directory durable; where a directory cannot be synced, does nothing. */
  public static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every system can open a directory; then its order of writes has to do.
      return;
    }
  }

  /** Returns the directory that a file is in. */
  public static Path parentOf(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("no directory: " + file);
    }
    return parent;
  }
}
