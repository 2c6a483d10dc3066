package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of every blob on disk, in memory, for the many who ask. Thread-safe. */
final class BlobIndex {

  private static final Logger log = LoggerFactory.getLogger(BlobIndex.class);

  private final Map<BlobId, IndexEntry> entries = new ConcurrentHashMap<>();

  /** Reads the journals: the ends of the complete ones, all of the others. */
  static BlobIndex load(BlobPaths paths) throws IOException {
    BlobIndex index = new BlobIndex();
    for (BlobId id : paths.stored()) {
      try {
        if (!index.loadOne(id, paths)) {
          Files.deleteIfExists(paths.journal(id));
        }
      } catch (IOException | IllegalArgumentException e) {
        log.warn("The journal of blob {} cannot be read; it will be fetched again: {}", id, e);
      }
    }
    paths.removeLeftovers();
    return index;
  }

  /** Returns false when the journal says nothing, or speaks of a file that is not there. */
  private boolean loadOne(BlobId id, BlobPaths paths) throws IOException {
    Path journal = paths.journal(id);
    long lastUsed = Files.getLastModifiedTime(journal).toMillis();
    Optional<Long> complete = PresenceJournal.sizeIfComplete(journal);
    IndexEntry entry;
    if (complete.isPresent()) {
      entry = new IndexEntry(complete.get(), complete.get(), true, lastUsed);
    } else {
      Optional<PresenceJournal.Content> content = PresenceJournal.peek(journal);
      if (content.isEmpty()) {
        return false;
      }
      entry =
          new IndexEntry(
              content.get().grid().sizeBytes(),
              content.get().presentBytes(),
              content.get().complete(),
              lastUsed);
    }
    Path data = paths.data(id);
    if (!Files.isRegularFile(data) || Files.size(data) != entry.sizeBytes()) {
      return false;
    }
    entries.put(id, entry);
    giveName(data, entry.isComplete() ? paths.whole(id) : paths.partial(id));
    return true;
  }

  /** The end of the daemon may have come between the record and the new name. */
  private static void giveName(Path file, Path name) {
    if (!file.equals(name)) {
      try {
        Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        log.warn("{} keeps its name: {}", file, e.toString()); // it is read by that, too
      }
    }
  }

  @Nullable IndexEntry get(BlobId id) {
    return entries.get(id);
  }

  /** Returns the entry of a blob, a new one when it is unknown or was of another size. */
  IndexEntry obtain(BlobId id, long sizeBytes, long nowMillis) {
    return entries.compute(
        id,
        (key, known) ->
            known != null && known.sizeBytes() == sizeBytes
                ? known
                : new IndexEntry(sizeBytes, 0, false, nowMillis));
  }

  void remove(BlobId id) {
    entries.remove(id);
  }

  long usedBytes() {
    return entries.values().stream().mapToLong(IndexEntry::presentBytes).sum();
  }

  /** Returns the blobs of which something is on disk, in no order. */
  List<BlobStatus> statuses() {
    return entries.entrySet().stream()
        .filter(e -> e.getValue().presentBytes() > 0 || e.getValue().isComplete())
        .map(e -> status(e.getKey(), e.getValue()))
        .toList();
  }

  private static BlobStatus status(BlobId id, IndexEntry entry) {
    return new BlobStatus(
        id,
        entry.sizeBytes(),
        entry.presentBytes(),
        entry.isComplete(),
        Instant.ofEpochMilli(entry.lastUsedMillis()));
  }
}
