package io.hffs.fs.cache;

import io.hffs.fs.os.DurableFiles;
import io.hffs.fs.repo.BlobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which files of other caches were seen to hold which blob, so that each is read through
 * once in its life. One line for each, the last of a blob counts:
 *
 * <pre>
 * digest  size  mtime                  inode                     path      (tabs between)
 * b45e..  13    2026-01-02T03:04:05Z   (dev=801,ino=1835)        /home/me/.cache/huggingface/...
 * </pre>
 *
 * A line that is torn or lost costs one more verification. Thread-safe.
 */
final class VerifiedFiles {

  record Entry(Path path, FileStamp stamp) {

    boolean isUnchanged() {
      try {
        return FileStamp.of(path).equals(stamp);
      } catch (IOException e) {
        return false;
      }
    }
  }

  private static final Logger log = LoggerFactory.getLogger(VerifiedFiles.class);

  private final Path file;
  private final Map<BlobId, Entry> entries = new ConcurrentHashMap<>();

  private VerifiedFiles(Path file) {
    this.file = file;
  }

  /** Reads the list and forgets the files that changed or went. */
  static VerifiedFiles open(Path file) {
    VerifiedFiles verified = new VerifiedFiles(file);
    try {
      if (Files.exists(file)) {
        // Not strict about bytes: a damaged line must not cost the others.
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
            .lines()
            .forEach(verified::parse);
      }
      verified.entries.values().removeIf(entry -> !entry.isUnchanged());
      StringBuilder kept = new StringBuilder();
      verified.entries.forEach((id, entry) -> kept.append(line(id, entry)));
      DurableFiles.replace(file, kept.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      log.warn("{} cannot be kept; existing downloads will be verified again: {}", file, e);
    }
    return verified;
  }

  Optional<Entry> find(BlobId id) {
    return Optional.ofNullable(entries.get(id));
  }

  boolean contains(BlobId id, Path path, FileStamp stamp) {
    return new Entry(path, stamp).equals(entries.get(id));
  }

  synchronized void add(BlobId id, Path path, FileStamp stamp) {
    Entry entry = new Entry(path, stamp);
    entries.put(id, entry);
    String line = line(id, entry);
    if (path.toString().indexOf('\n') >= 0) {
      return;
    }
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      log.debug("{} will be verified again after a restart: {}", path, e.toString());
    }
  }

  void forget(BlobId id) {
    entries.remove(id);
  }

  private void parse(String line) {
    String[] fields = line.split("\t", 5);
    if (fields.length < 5) {
      return;
    }
    try {
      FileStamp stamp = new FileStamp(Long.parseLong(fields[1]), fields[2], fields[3]);
      BlobId.fromHex(fields[0])
          .ifPresent(id -> entries.put(id, new Entry(Path.of(fields[4]), stamp)));
    } catch (NumberFormatException | InvalidPathException e) {
      log.debug("Skipping a damaged line of {}", file);
    }
  }

  private static String line(BlobId id, Entry entry) {
    FileStamp stamp = entry.stamp();
    return String.join(
            "\t",
            id.hex(),
            Long.toString(stamp.sizeBytes()),
            stamp.modified(),
            stamp.inode(),
            entry.path().toString())
        + "\n";
  }
}
