package io.hffs.fs.cache;

import io.hffs.fs.os.DurableFiles;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.Provenance;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One blob on disk: the data file and its journal. Nothing is made before the first byte is
 * written. The order that makes a crash harmless: bytes written, bytes synced, then recorded.
 *
 * <p>Thread-safe. {@code syncLock} is held while the disk syncs; the maintenance and verify threads
 * and deletion take it, and who makes, replaces or opens the file to write, never a reader of
 * present bytes. {@code dirtyLock} is held for moments.
 */
final class StoredBlob {

  private final BlobId id;
  private final ChunkGrid grid;
  private final BlobPaths paths;
  private final PresenceJournal journal;
  private final Object syncLock = new Object();
  private final Object dirtyLock = new Object();
  private final int[] checksums;

  /** For each chunk the number of the device that vouches for it; 0 for none. */
  private final AtomicIntegerArray attestors;

  private List<JournalRecord> dirty = new ArrayList<>();
  private long dirtyBytes;
  private long dirtySinceMillis;
  private boolean journaled;
  private final List<DataFile> retired = new ArrayList<>();
  private volatile @Nullable DataFile file;
  private volatile boolean complete;
  private volatile boolean completeDurably;
  private volatile boolean deleted;

  StoredBlob(BlobId id, ChunkGrid grid, BlobPaths paths) {
    this.id = id;
    this.grid = grid;
    this.paths = paths;
    this.journal = new PresenceJournal(paths.journal(id));
    this.checksums = new int[grid.count()];
    this.attestors = new AtomicIntegerArray(grid.count());
  }

  /** Reads the journal and opens the data file; tells the tracker what is there. */
  void open(PresenceTracker tracker) throws IOException {
    Optional<PresenceJournal.Content> content = journal.open();
    Path path = paths.data(id);
    boolean usable =
        content.isPresent()
            && content.get().grid().equals(grid)
            && content.get().algorithm() == id.algorithm()
            && Files.isRegularFile(path)
            && Files.size(path) == grid.sizeBytes();
    if (!usable) {
      journal.delete();
      return;
    }
    synchronized (syncLock) {
      journaled = true;
      complete = content.get().complete();
      completeDurably = complete && path.equals(paths.whole(id));
      file = complete ? DataFile.openForReading(path) : DataFile.openForWriting(path);
    }
    for (JournalRecord record : content.get().present().values()) {
      checksums[record.chunk()] = record.crc();
      attestors.set(record.chunk(), complete ? 0 : record.provenance().device());
      tracker.record(record.chunk());
    }
  }

  boolean isComplete() {
    return complete;
  }

  /** Tells whether the file on disk is whole, verified and will be so after a crash. */
  boolean isCompleteDurably() {
    return completeDurably && !deleted;
  }

  /** Returns the name of the file when it is complete durably. */
  Path path() {
    return paths.whole(id);
  }

  void read(long offset, ByteBuffer target) throws IOException {
    DataFile open = file;
    if (open == null) {
      throw new FileNotFoundException(paths.partial(id).toString());
    }
    open.read(offset, target);
  }

  /** False when it was deleted and there is no open file to go on with: use memory. */
  boolean acceptsWrites() {
    DataFile open = file;
    return !deleted || (open != null && open.isWritable());
  }

  /** Writes bytes; they count only after {@link #chunkWritten}. Makes the file when needed. */
  void write(long offset, ByteBuffer bytes) throws IOException {
    writableFile().write(offset, bytes);
  }

  /** Says that a long run of bytes is about to be written. */
  void expectRun(long offset, long length) throws IOException {
    writableFile().expectRun(offset, length, grid.sizeBytes());
  }

  /**
   * Moves a whole file, of the size of the blob, to where the bytes are; all chunks are then to be
   * noted as written. Who reads the old file goes on. Nobody may be writing.
   *
   * @throws IOException and then the file may be moved or not, and what is recorded holds for both
   */
  void replace(Path whole) throws IOException {
    synchronized (syncLock) {
      if (deleted) {
        throw new FileNotFoundException(id + " was deleted");
      }
      if (!journaled) {
        journal.delete(); // One that could not be read speaks of other bytes.
      }
      DataFile old = file;
      Path path = old == null ? paths.partial(id) : old.path();
      Path directory = DurableFiles.parentOf(path);
      Files.createDirectories(directory);
      Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE);
      // Before the journal says that all is there: the name may still stand for the old file.
      DurableFiles.syncDirectory(directory);
      DataFile now = DataFile.openForWriting(path);
      file = now;
      if (old != null) {
        retired.add(old); // Not closed yet: a reader may be inside.
      }
    }
  }

  /** Notes that a chunk is written in full; the next sync records it. */
  void chunkWritten(int chunk, int checksum, Provenance provenance, long nowMillis) {
    checksums[chunk] = checksum;
    attestors.set(chunk, provenance.device());
    add(JournalRecord.present(chunk, grid.lengthOf(chunk), checksum, provenance), nowMillis);
  }

  /** Returns the number of the device whose word is all there is for this chunk; 0 for none. */
  int attestorOf(int chunk) {
    return complete ? 0 : attestors.get(chunk);
  }

  /** Notes that a chunk on disk is bad. */
  void chunkBad(int chunk, long nowMillis) {
    complete = false;
    completeDurably = false;
    add(JournalRecord.absent(chunk), nowMillis);
  }

  /** Notes that all is there and the digest matches; the next sync records it. */
  void digestMatched(long nowMillis) {
    complete = true;
    for (int chunk = 0; chunk < grid.count(); chunk++) {
      attestors.set(chunk, 0); // proven now, also when a chunk turns out bad later
    }
    add(JournalRecord.complete(), nowMillis);
  }

  /** Tells whether the bytes that were written for a chunk had this checksum. */
  boolean isNoted(int chunk, int checksum) {
    return checksums[chunk] == checksum;
  }

  /** Tells whether a chunk that was read from this file has the checksum that was noted for it. */
  boolean checksumHolds(int chunk, ByteBuffer bytes) {
    return checksum(bytes) == checksums[chunk];
  }

  static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  long dirtyBytes() {
    synchronized (dirtyLock) {
      return dirtyBytes;
    }
  }

  /** Tells whether there is something to record, noted at or before {@code millis}. */
  boolean isDirtySince(long millis) {
    synchronized (dirtyLock) {
      return !dirty.isEmpty() && dirtySinceMillis <= millis;
    }
  }

  /**
   * Makes what was written durable and records it. On failure it stays to be recorded. Blocks on
   * the disk.
   */
  void sync(long nowMillis) throws IOException {
    synchronized (syncLock) {
      List<JournalRecord> batch = takeDirty();
      if (batch.isEmpty() || deleted) {
        return;
      }
      DataFile open;
      try {
        open = writableFile();
        open.force();
        if (journaled) {
          journal.append(batch);
        } else {
          journal.create(id.algorithm(), grid, batch);
          journaled = true;
        }
      } catch (IOException e) {
        putBack(batch, nowMillis);
        throw e;
      }
      boolean last = batch.get(batch.size() - 1).kind() == JournalRecord.Kind.COMPLETE;
      if (last && complete) {
        nameWhole(open);
      } else if (!complete) {
        namePartial(open);
      }
    }
  }

  /** After the journal has it on record: a crash in between is set right at the next start. */
  private void nameWhole(DataFile open) throws IOException {
    Files.setPosixFilePermissions(open.path(), PosixFilePermissions.fromString("r--r--r--"));
    open.rename(paths.whole(id));
    completeDurably = true;
  }

  private void namePartial(DataFile open) throws IOException {
    completeDurably = false;
    open.rename(paths.partial(id));
  }

  /** Forgets all chunks, on disk too. The data file stays for those who read it. */
  void reset() throws IOException {
    synchronized (syncLock) {
      takeDirty();
      complete = false;
      completeDurably = false;
      if (!deleted) {
        journal.replace(id.algorithm(), grid, List.of());
        journaled = true;
        DataFile open = file;
        if (open != null) {
          namePartial(open);
        }
      }
    }
  }

  /** Removes both files, the journal first; open readers go on. */
  void delete() throws IOException {
    synchronized (syncLock) {
      deleted = true;
      completeDurably = false;
      journal.delete();
      Files.deleteIfExists(paths.whole(id));
      Files.deleteIfExists(paths.partial(id));
    }
  }

  /** Keeps the time of last use where a restart finds it: the mtime of the journal. */
  void keepLastUsed(Instant lastUsed) throws IOException {
    synchronized (syncLock) {
      if (journaled && !deleted) {
        Files.setLastModifiedTime(paths.journal(id), FileTime.from(lastUsed));
      }
    }
  }

  /** Closes the file; only when nobody reads or writes any more. */
  void close() throws IOException {
    synchronized (syncLock) {
      for (DataFile old : retired) {
        old.close();
      }
      DataFile open = file;
      if (open != null) {
        open.close();
      }
    }
  }

  private DataFile writableFile() throws IOException {
    DataFile open = file;
    if (open != null && open.isWritable()) {
      return open;
    }
    synchronized (syncLock) {
      DataFile now = file;
      if (now != null && now.isWritable()) {
        return now;
      }
      if (deleted) {
        throw new FileNotFoundException(id + " was deleted");
      }
      if (now == null) {
        journal.delete(); // One that could not be read speaks of bytes that are gone now.
        journaled = false;
        Files.deleteIfExists(paths.whole(id));
        now = DataFile.create(paths.partial(id), grid.sizeBytes());
      } else {
        retired.add(now); // Not closed yet: a reader may be inside.
        now = DataFile.openForWriting(now.path());
      }
      file = now;
      return now;
    }
  }

  private void add(JournalRecord record, long nowMillis) {
    synchronized (dirtyLock) {
      if (dirty.isEmpty()) {
        dirtySinceMillis = nowMillis;
      }
      dirty.add(record);
      dirtyBytes += record.length();
    }
  }

  private List<JournalRecord> takeDirty() {
    synchronized (dirtyLock) {
      List<JournalRecord> batch = dirty;
      dirty = new ArrayList<>();
      dirtyBytes = 0;
      return batch;
    }
  }

  private void putBack(List<JournalRecord> batch, long nowMillis) {
    synchronized (dirtyLock) {
      batch.addAll(dirty);
      dirty = batch;
      dirtyBytes = batch.stream().mapToLong(JournalRecord::length).sum();
      dirtySinceMillis = nowMillis;
    }
  }
}
