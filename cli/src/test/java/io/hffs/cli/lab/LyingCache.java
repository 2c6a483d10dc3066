package io.hffs.cli.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Makes the cache of a machine whose daemon is down a liar: it has other bytes in a chunk than the
 * blob, and a journal that says that these are right. What it then gives to others has chunk hashes
 * that match, and only the digest of the whole shows that it is not the blob.
 *
 * <p>Knows the file formats by their description in {@code PresenceJournal}.
 */
final class LyingCache {

  private static final int CHUNK_BYTES = 1 << 20;
  private static final int HEADER_BYTES = 28;
  private static final int RECORD_BYTES = 20;
  private static final byte PRESENT = 1;
  private static final int CHUNK_AT = 4;
  private static final int CRC_AT = 12;

  private final Path data;
  private final Path journal;

  LyingCache(Machine machine, String digest) {
    Path folder = machine.cache().resolve("blobs").resolve(digest.substring(0, 2));
    Path whole = folder.resolve(digest);
    this.data = Files.exists(whole) ? whole : folder.resolve(digest + ".partial");
    this.journal = folder.resolve(digest + ".journal");
  }

  /** Changes one byte of a whole chunk that is there. */
  void change(int chunk) throws IOException {
    byte[] bytes = new byte[CHUNK_BYTES];
    try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
      file.seek((long) chunk * CHUNK_BYTES);
      file.readFully(bytes);
      bytes[CHUNK_BYTES / 2] ^= 1;
      file.seek((long) chunk * CHUNK_BYTES);
      file.write(bytes);
    }
    ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(journal));
    if (vouch(records, chunk, crc(ByteBuffer.wrap(bytes))) == 0) {
      throw new IOException(journal + " does not say that chunk " + chunk + " is there");
    }
    Files.write(journal, records.array());
  }

  private static int vouch(ByteBuffer records, int chunk, int crc) {
    int changed = 0;
    for (int at = HEADER_BYTES; at + RECORD_BYTES <= records.limit(); at += RECORD_BYTES) {
      if (records.get(at) == PRESENT && records.getInt(at + CHUNK_AT) == chunk) {
        records.putInt(at + CRC_AT, crc);
        records.putInt(at + RECORD_BYTES - 4, crc(records.slice(at, RECORD_BYTES - 4)));
        changed++;
      }
    }
    return changed;
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
