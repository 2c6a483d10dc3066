package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.Provenance;
import org.junit.jupiter.api.Test;

class MemoryChunksTest {

  private static final BlobId BLOB = BlobId.sha256("a".repeat(64));
  private static final byte[] CONTENT = new byte[MIB];

  private final MemoryChunks memory = new MemoryChunks();

  private void put(int chunk) {
    memory.put(BLOB, chunk, CONTENT, Provenance.ORIGIN);
  }

  @Test
  void whatWasFetchedAheadIsThereWhenItsReaderComes() {
    int ahead = (int) (MemoryChunks.AHEAD_BYTES / MIB);
    for (int chunk = 0; chunk < 500; chunk++) {
      put(chunk + ahead);
      for (int read = 0; read < 8 && chunk >= ahead; read++) {
        assertThat(memory.get(BLOB, chunk)).as("chunk %d", chunk).isNotNull();
      }
    }
  }

  @Test
  void theLeastRecentlyUsedGoesFirst() {
    for (int chunk = 0; chunk < 64; chunk++) {
      put(chunk);
    }
    assertThat(memory.get(BLOB, 0)).isNotNull();

    put(64);

    assertThat(memory.get(BLOB, 0)).isNotNull();
    assertThat(memory.get(BLOB, 1)).isNull();
    assertThat(memory.chunksOf(BLOB)).hasSize(64);
  }

  @Test
  void whatIsRemovedMakesRoom() {
    for (int chunk = 0; chunk < 64; chunk++) {
      put(chunk);
    }
    put(5); // in place of the one that is there
    memory.remove(BLOB, 7);
    put(64);
    assertThat(memory.chunksOf(BLOB)).hasSize(64).doesNotContain(7).contains(0);

    memory.removeAll(BLOB);
    assertThat(memory.chunksOf(BLOB)).isEmpty();
  }
}
