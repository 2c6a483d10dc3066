package io.hffs.fs.cache;

import io.hffs.fs.cache.JournalRecord.Kind;
import io.hffs.fs.os.DurableFiles;
import io.hffs.fs.repo.BlobId.Algorithm;
import io.hffs.fs.source.Provenance;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The append-only file that says which chunks of a blob are on disk. It is what survives a crash: a
 * record is written only after the bytes it speaks of were synced. Big-endian.
 *
 * <pre>
 * header   68 66 66 73 6a 6e 6c 01   "hffsjnl", version 1
 *          00 00 00 01               digest: 1 = sha256, 2 = git sha1
 *          00 10 00 00               bytes in a chunk, 1 MiB
 *          00 00 00 00 00 28 00 11   bytes in the blob, 2621457
 *          xx xx xx xx               CRC32C of the 24 bytes before
 * record   01 02                     kind 1 = present (2 absent, 3 complete),
 *                                    provenance 2 = attested (0 origin, 1 proven)
 *          00 07                     by device 7; 0 unless attested
 *          00 00 00 02               chunk 2
 *          00 08 00 11               its length, 524305: it is the last one
 *          xx xx xx xx               CRC32C of its bytes
 *          xx xx xx xx               CRC32C of the 16 bytes before
 * </pre>
 *
 * A record whose checksum fails ends the journal: it and what follows is cut off and fetched again.
 *
 * <p>Not thread-safe, except for the static methods on different files.
 */
final class PresenceJournal {

  static final int HEADER_BYTES = 28;
  static final int RECORD_BYTES = 20;
  private static final long MAGIC = 0x686666736a6e6c01L;

  /** Rewritten when it has this many times the records that count, and is not tiny. */
  private static final int COMPACT_FACTOR = 4;

  private static final int COMPACT_MIN_RECORDS = 64;

  /**
   * What a journal says.
   *
   * @param present the chunks that are on disk, with their checksums
   * @param complete whether the digest of the whole was seen to match
   */
  record Content(
      Algorithm algorithm,
      ChunkGrid grid,
      SortedMap<Integer, JournalRecord> present,
      boolean complete) {

    long presentBytes() {
      return present.values().stream().mapToLong(JournalRecord::length).sum();
    }
  }

  private final Path file;

  PresenceJournal(Path file) {
    this.file = file;
  }

  /**
   * Writes a journal where there is none, or none that is good. Durable when it returns; one that a
   * crash cut short says less, and one without a whole header nothing.
   */
  void create(Algorithm algorithm, ChunkGrid grid, List<JournalRecord> records) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeAll(channel, encode(algorithm, grid, records));
      channel.force(true);
    }
  }

  /** Puts a journal with these records in place of a good one. Durable when it returns. */
  void replace(Algorithm algorithm, ChunkGrid grid, List<JournalRecord> records)
      throws IOException {
    DurableFiles.replace(file, encode(algorithm, grid, records).array());
  }

  private static ByteBuffer encode(
      Algorithm algorithm, ChunkGrid grid, List<JournalRecord> records) {
    byte[] header = new byte[HEADER_BYTES];
    ByteBuffer out = ByteBuffer.wrap(header);
    out.putLong(MAGIC);
    out.putInt(algorithm == Algorithm.SHA256 ? 1 : 2);
    out.putInt(grid.chunkBytes());
    out.putLong(grid.sizeBytes());
    out.putInt(crc(header, 0, HEADER_BYTES - 4));
    ByteBuffer all = ByteBuffer.wrap(new byte[HEADER_BYTES + records.size() * RECORD_BYTES]);
    return all.put(header).put(encode(records)).flip();
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /** Adds records and syncs them. The bytes they speak of must have been synced before. */
  void append(List<JournalRecord> records) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(encode(records));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      long before = channel.size();
      try {
        writeAll(channel, bytes);
        channel.force(false);
      } catch (IOException e) {
        // A torn tail would hide all records that are added later.
        channel.truncate(before);
        throw e;
      }
    }
  }

  /**
   * Reads the journal, cuts off a torn tail and makes it short when most of it is out of date.
   * Empty when there is none, or its header is not one of ours.
   */
  Optional<Content> open() throws IOException {
    byte[] bytes = read(file);
    Optional<Content> content = parse(bytes);
    if (content.isEmpty()) {
      return content;
    }
    int records = (bytes.length - HEADER_BYTES) / RECORD_BYTES;
    int good = goodRecords(bytes);
    int live = content.get().present().size() + 1;
    if (records > COMPACT_MIN_RECORDS && records > COMPACT_FACTOR * live) {
      List<JournalRecord> kept = new ArrayList<>(content.get().present().values());
      if (content.get().complete()) {
        kept.add(JournalRecord.complete());
      }
      replace(content.get().algorithm(), content.get().grid(), kept);
    } else if (HEADER_BYTES + good * RECORD_BYTES < bytes.length) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(HEADER_BYTES + (long) good * RECORD_BYTES);
        channel.force(false);
      }
    }
    return content;
  }

  /** Reads without changing anything, for an overview. */
  static Optional<Content> peek(Path file) throws IOException {
    return parse(read(file));
  }

  /**
   * Returns the size of the blob when the last record says that it is complete: the quick way to
   * learn of most blobs, 48 bytes each.
   */
  static Optional<Long> sizeIfComplete(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long length = channel.size();
      if (length < HEADER_BYTES + RECORD_BYTES || (length - HEADER_BYTES) % RECORD_BYTES != 0) {
        return Optional.empty();
      }
      byte[] ends = new byte[HEADER_BYTES + RECORD_BYTES];
      readAll(channel, ByteBuffer.wrap(ends, 0, HEADER_BYTES), 0);
      readAll(channel, ByteBuffer.wrap(ends, HEADER_BYTES, RECORD_BYTES), length - RECORD_BYTES);
      JournalRecord last = parseRecord(ends, HEADER_BYTES);
      return last != null && last.kind() == Kind.COMPLETE
          ? parseHeader(ends).map(content -> content.grid().sizeBytes())
          : Optional.empty();
    }
  }

  private static byte[] read(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }

  static Optional<Content> parse(byte[] bytes) {
    Optional<Content> header = parseHeader(bytes);
    if (header.isEmpty()) {
      return header;
    }
    ChunkGrid grid = header.get().grid();
    SortedMap<Integer, JournalRecord> present = new TreeMap<>();
    boolean complete = false;
    for (int i = 0, good = goodRecords(bytes); i < good; i++) {
      JournalRecord record = parseRecord(bytes, HEADER_BYTES + i * RECORD_BYTES);
      if (record == null) {
        break;
      }
      switch (record.kind()) {
        case PRESENT -> {
          if (grid.has(record.chunk()) && record.length() == grid.lengthOf(record.chunk())) {
            present.put(record.chunk(), record);
          }
        }
        case ABSENT -> {
          present.remove(record.chunk());
          complete = false;
        }
        case COMPLETE -> complete = true;
      }
    }
    complete &= present.size() == grid.count();
    return Optional.of(new Content(header.get().algorithm(), grid, present, complete));
  }

  private static Optional<Content> parseHeader(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER_BYTES
        || in.getLong() != MAGIC
        || crc(bytes, 0, HEADER_BYTES - 4) != in.getInt(HEADER_BYTES - 4)) {
      return Optional.empty();
    }
    Algorithm algorithm = in.getInt() == 1 ? Algorithm.SHA256 : Algorithm.GIT_SHA1;
    int chunkBytes = in.getInt();
    long sizeBytes = in.getLong();
    return ChunkGrid.isValid(sizeBytes, chunkBytes)
        ? Optional.of(
            new Content(algorithm, new ChunkGrid(sizeBytes, chunkBytes), new TreeMap<>(), false))
        : Optional.empty();
  }

  private static int goodRecords(byte[] bytes) {
    int good = 0;
    for (int at = HEADER_BYTES; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
      if (parseRecord(bytes, at) == null) {
        break;
      }
      good++;
    }
    return good;
  }

  private static @Nullable JournalRecord parseRecord(byte[] bytes, int at) {
    ByteBuffer in = ByteBuffer.wrap(bytes, at, RECORD_BYTES);
    Optional<Kind> kind = Kind.fromCode(in.get());
    Optional<Provenance> provenance = provenance(in.get(), Short.toUnsignedInt(in.getShort()));
    int chunk = in.getInt();
    int length = in.getInt();
    int crc = in.getInt();
    boolean intact = crc(bytes, at, RECORD_BYTES - 4) == in.getInt();
    return intact && kind.isPresent() && provenance.isPresent()
        ? new JournalRecord(kind.get(), chunk, length, crc, provenance.get())
        : null;
  }

  private static int code(Provenance.Kind kind) {
    return switch (kind) {
      case ORIGIN -> 0;
      case PROVEN -> 1;
      case ATTESTED -> 2;
    };
  }

  private static Optional<Provenance> provenance(int code, int device) {
    return switch (code) {
      case 0 -> Optional.of(Provenance.ORIGIN);
      case 1 -> Optional.of(Provenance.PROVEN);
      case 2 -> device == 0 ? Optional.empty() : Optional.of(Provenance.attestedBy(device));
      default -> Optional.empty();
    };
  }

  private static byte[] encode(List<JournalRecord> records) {
    byte[] bytes = new byte[records.size() * RECORD_BYTES];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    for (JournalRecord record : records) {
      int start = out.position();
      out.put((byte) record.kind().code());
      out.put((byte) code(record.provenance().kind()));
      out.putShort((short) record.provenance().device());
      out.putInt(record.chunk());
      out.putInt(record.length());
      out.putInt(record.crc());
      out.putInt(crc(bytes, start, RECORD_BYTES - 4));
    }
    return bytes;
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void readAll(FileChannel channel, ByteBuffer target, long offset)
      throws IOException {
    long at = offset;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new EOFException("journal ends at " + at);
      }
      at += count;
    }
  }
}
