package io.hffs.fs.cache;

import io.hffs.fs.source.Provenance;
import java.util.Arrays;
import java.util.Optional;

/**
 * One line of a presence journal. The last record of a chunk is the one that counts.
 *
 * @param chunk index of the chunk; -1 with {@link Kind#COMPLETE}
 * @param crc CRC32C of all bytes of the chunk; 0 when it says nothing of bytes
 */
record JournalRecord(Kind kind, int chunk, int length, int crc, Provenance provenance) {

  enum Kind {
    /** The chunk is in the data file, and was synced before this was written. */
    PRESENT(1),
    /** The chunk was there and turned out bad. */
    ABSENT(2),
    /** The digest of the whole blob was seen to match. Void once an ABSENT follows. */
    COMPLETE(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Optional<Kind> fromCode(int code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findAny();
    }
  }

  static JournalRecord present(int chunk, int length, int crc, Provenance provenance) {
    return new JournalRecord(Kind.PRESENT, chunk, length, crc, provenance);
  }

  static JournalRecord absent(int chunk) {
    return new JournalRecord(Kind.ABSENT, chunk, 0, 0, Provenance.ORIGIN);
  }

  static JournalRecord complete() {
    return new JournalRecord(Kind.COMPLETE, -1, 0, 0, Provenance.PROVEN);
  }
}
