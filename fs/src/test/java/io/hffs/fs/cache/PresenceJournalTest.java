package io.hffs.fs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.BlobId.Algorithm;
import io.hffs.fs.source.Provenance;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresenceJournalTest {

  private static final ChunkGrid GRID = ChunkGrid.of(2621457);
  private static final JournalRecord FIRST =
      JournalRecord.present(0, 1 << 20, 5, Provenance.ORIGIN);
  private static final JournalRecord LAST = JournalRecord.present(2, 524305, 7, Provenance.ORIGIN);

  @TempDir Path directory;
  private Path file;
  private PresenceJournal journal;

  @BeforeEach
  void create() throws Exception {
    file = directory.resolve("x.journal");
    journal = new PresenceJournal(file);
    journal.replace(Algorithm.SHA256, GRID, List.of());
  }

  @Test
  void theHeaderIsAsDocumented() throws Exception {
    assertThat(Files.readAllBytes(file))
        .startsWith(
            0x68, 0x66, 0x66, 0x73, 0x6a, 0x6e, 0x6c, 0x01, 0, 0, 0, 1, 0, 0x10, 0, 0, 0, 0, 0, 0,
            0, 0x28, 0, 0x11)
        .hasSize(PresenceJournal.HEADER_BYTES);
  }

  @Test
  void recordsComeBack() throws Exception {
    journal.append(List.of(FIRST));
    journal.append(List.of(LAST));
    PresenceJournal.Content content = journal.open().orElseThrow();
    assertThat(content.present().values()).containsExactly(FIRST, LAST);
    assertThat(content.presentBytes()).isEqualTo((1 << 20) + 524305);
    assertThat(content.complete()).isFalse();
  }

  @Test
  void theLastRecordOfAChunkCounts() throws Exception {
    JournalRecord again = JournalRecord.present(0, 1 << 20, 9, Provenance.ORIGIN);
    journal.append(List.of(FIRST, LAST, JournalRecord.absent(2), again));
    assertThat(journal.open().orElseThrow().present().values()).containsExactly(again);
  }

  @Test
  void completeIsVoidAfterALoss() throws Exception {
    JournalRecord middle = JournalRecord.present(1, 1 << 20, 6, Provenance.ORIGIN);
    journal.append(List.of(FIRST, middle, LAST, JournalRecord.complete()));
    assertThat(journal.open().orElseThrow().complete()).isTrue();
    assertThat(PresenceJournal.sizeIfComplete(file)).contains(GRID.sizeBytes());

    journal.append(List.of(JournalRecord.absent(1)));
    assertThat(journal.open().orElseThrow().complete()).isFalse();
    assertThat(PresenceJournal.sizeIfComplete(file)).isEmpty();
  }

  @Test
  void completeWithoutAllChunksIsNotBelieved() throws Exception {
    journal.append(List.of(FIRST, JournalRecord.complete()));
    assertThat(journal.open().orElseThrow().complete()).isFalse();
  }

  @Test
  void aTornTailIsCutSoThatLaterRecordsCount() throws Exception {
    journal.append(List.of(FIRST));
    byte[] torn = java.util.Arrays.copyOf(Files.readAllBytes(file), 28 + 20 + 13);
    Files.write(file, torn);
    journal.open();
    journal.append(List.of(LAST));
    assertThat(journal.open().orElseThrow().present().values()).containsExactly(FIRST, LAST);
  }

  @Test
  void mostlyOutdatedJournalsAreMadeShort() throws Exception {
    List<JournalRecord> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      many.add(JournalRecord.present(0, 1 << 20, i, Provenance.ORIGIN));
    }
    journal.append(many);
    journal.open();
    assertThat(Files.size(file)).isEqualTo(28 + 20);
    assertThat(journal.open().orElseThrow().present().get(0).crc()).isEqualTo(199);
  }

  @Test
  void otherFilesAreNotJournals() throws Exception {
    Files.write(file, new byte[100]);
    assertThat(journal.open()).isEmpty();
    Files.delete(file);
    assertThat(journal.open()).isEmpty();
  }

  /** Right checksums do not make it one of ours. */
  @Test
  void sizesAndChunksThatCannotBeAreNotBelieved() throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putLong(16, -1);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, 24);
    header.putInt(24, (int) crc.getValue());
    assertThat(PresenceJournal.parse(bytes)).isEmpty();

    journal.append(List.of(JournalRecord.present(-1, 1 << 20, 5, Provenance.ORIGIN), FIRST));
    assertThat(journal.open().orElseThrow().present().values()).containsExactly(FIRST);
  }
}
