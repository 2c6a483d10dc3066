package io.hffs.daemon.library;

import io.hffs.fs.repo.BlobId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where files of strangers wait, each under the digest that it should have, until that is found
 * right: {@code quarantine/<digest>}. Nobody reads them there. Thread-safe.
 */
final class Quarantine {

  static final String DIRECTORY = "quarantine";

  /** What nobody went on with for so long is given up. */
  private static final Duration KEPT = Duration.ofDays(7);

  private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

  private final Path directory;
  private final Set<BlobId> taken = ConcurrentHashMap.newKeySet();

  private Quarantine(Path directory) {
    this.directory = directory;
  }

  /** Opens that of a cache directory, for its owner; what is old goes. */
  static Quarantine open(Path root, Instant now) throws IOException {
    Quarantine quarantine = new Quarantine(root.resolve(DIRECTORY));
    quarantine.dropBefore(now.minus(KEPT));
    return quarantine;
  }

  private void dropBefore(Instant limit) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** One file, for as long as one caller works on it. */
  final class Place implements AutoCloseable {

    private final BlobId id;

    private Place(BlobId id) {
      this.id = id;
    }

    Path file() {
      return directory.resolve(id.hex());
    }

    /** Returns how much came so far, in this run or an earlier one. */
    long sizeBytes() throws IOException {
      try {
        return Files.size(file());
      } catch (NoSuchFileException e) {
        return 0;
      }
    }

    void discard() throws IOException {
      Files.deleteIfExists(file());
    }

    @Override
    public void close() {
      taken.remove(id);
    }
  }

  /** Takes a place; empty while somebody else works on it. */
  Optional<Place> take(BlobId id) throws IOException {
    Files.createDirectories(directory);
    return taken.add(id) ? Optional.of(new Place(id)) : Optional.empty();
  }

  /** Returns how much of a file came that is being worked on, 0 for all others. */
  long arrivedBytes(BlobId id) {
    try {
      return taken.contains(id) ? Files.size(directory.resolve(id.hex())) : 0;
    } catch (IOException e) {
      return 0; // not begun, or just moved into the cache
    }
  }

  /** Drops what came of a file that was then fetched from elsewhere. */
  void forget(BlobId id) {
    try {
      if (!taken.contains(id)) {
        Files.deleteIfExists(directory.resolve(id.hex()));
      }
    } catch (IOException e) {
      log.warn("{} cannot be deleted: {}", directory.resolve(id.hex()), e.toString());
    }
  }
}
