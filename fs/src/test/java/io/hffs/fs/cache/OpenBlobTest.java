package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.Provenance;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One blob by itself: no thread fetches, and the digest is computed at once. */
class OpenBlobTest {

  private static final TestBlob BLOB = TestBlob.lfs(2 * MIB + 5, 1);

  @TempDir Path root;
  private CacheParts parts;
  private BlobPaths paths;

  @BeforeEach
  void makeParts() {
    CacheEvents events = new CacheEvents();
    FetchPacing pacing = new FetchPacing(1, System::nanoTime);
    paths = new BlobPaths(root);
    parts =
        new CacheParts(
            CacheFixture.config(),
            Clock.systemUTC(),
            new FakeBlobSource(),
            paths,
            new FetchPool(1, pacing),
            pacing,
            Runnable::run,
            changed -> {},
            new DiskHealth(Clock.systemUTC(), events),
            new MemoryChunks(),
            new ChunkBuffers(),
            events,
            blob -> {},
            (device, blob) -> {});
  }

  @Test
  void aChunkThatIsOnDiskByNowIsTakenOutOfMemory() throws Exception {
    OpenBlob blob = open(BLOB.ref());
    byte[] chunk = Arrays.copyOf(BLOB.content(), MIB);
    parts.memory().put(BLOB.id(), 0, chunk, Provenance.ORIGIN);
    bring(blob, 0, BLOB.content());

    blob.writeBack(0, parts.memory().get(BLOB.id(), 0));

    assertThat(parts.memory().chunksOf(BLOB.id())).isEmpty();
  }

  @Test
  void aWholeThatDiffersIsDroppedFromMemoryToo() throws Exception {
    OpenBlob blob = open(BLOB.ref());
    parts.memory().put(BLOB.id(), 1, new byte[MIB], Provenance.ORIGIN);

    bringWrong(blob);

    assertThat(parts.events().counters().digestMismatches()).isEqualTo(1);
    assertThat(parts.memory().chunksOf(BLOB.id())).isEmpty();
  }

  @Test
  void aWholeThatDiffersIsDroppedThoughTheDiskRefuses() throws Exception {
    OpenBlob blob = open(BLOB.ref());
    blob.store().write(0, ByteBuffer.allocate(1));
    Files.createDirectories(paths.journal(BLOB.id()).resolve("in the way"));

    bringWrong(blob);

    assertThat(blob.presentBytes()).isZero();
    assertThat(parts.events().counters().diskFailures()).isPositive();
  }

  @Test
  void anEmptyBlobThatIsNotWhatItsDigestSaysIsCheckedOnce() throws Exception {
    BlobRef empty = TestBlob.of(BlobId.Algorithm.SHA256, new byte[0], "empty").ref();
    BlobRef lie = new BlobRef(BLOB.id(), 0, empty.repo(), empty.commit(), empty.path());

    OpenBlob blob = open(lie);

    assertThat(blob.isComplete()).isFalse();
    assertThat(parts.events().counters().digestMismatches()).isEqualTo(1);
  }

  @Test
  void aBlobThatCannotBeOpenedIsNotComplete() throws Exception {
    Files.createDirectories(paths.journal(BLOB.id()));
    long size = BLOB.ref().sizeBytes();
    OpenBlob blob = new OpenBlob(BLOB.id(), size, parts, new IndexEntry(size, size, true, 0));

    assertThat(blob.isComplete()).isFalse();
    assertThat(parts.events().counters().diskFailures()).isEqualTo(1);
  }

  @Test
  void whoOnlyHoldsABlobOpensNoFile() throws Exception {
    Files.createDirectories(paths.journal(BLOB.id())); // opening it would be a failure of the disk
    long size = BLOB.ref().sizeBytes();
    OpenBlob blob = new OpenBlob(BLOB.id(), size, parts, new IndexEntry(size, size, true, 0));

    blob.lease();
    blob.endLease();

    assertThat(blob.isLoaded()).isFalse();
    assertThat(blob.closeIfIdle()).isTrue();
    assertThat(parts.events().counters().diskFailures()).isZero();
  }

  @Test
  void isClosedToOthersOnlyByWhoHoldsItAlone() {
    OpenBlob blob = open(BLOB.ref());

    assertThat(blob.retain()).isTrue();
    assertThat(blob.closeToOthers()).isFalse();

    blob.release();
    assertThat(blob.closeToOthers()).isTrue();
    assertThat(blob.retain()).isFalse();
  }

  private OpenBlob open(BlobRef ref) {
    return new OpenBlob(
        ref.id(), ref.sizeBytes(), parts, new IndexEntry(ref.sizeBytes(), 0, false, 0));
  }

  /** Writes all chunks, the last byte flipped, and has the digest computed. */
  private static void bringWrong(OpenBlob blob) throws Exception {
    byte[] wrong = BLOB.content().clone();
    wrong[wrong.length - 1] ^= 1;
    for (int chunk = 0; chunk < blob.grid().count(); chunk++) {
      bring(blob, chunk, wrong);
    }
    blob.partFetched();
  }

  private static void bring(OpenBlob blob, int chunk, byte[] content) throws Exception {
    Gap gap = blob.tracker().claim(blob.grid().rangeOf(chunk), MIB, FetchPriority.CRITICAL).get(0);
    ByteBuffer bytes =
        ByteBuffer.wrap(content, (int) gap.range().start(), (int) gap.range().length()).slice();
    blob.store().write(gap.range().start(), bytes.duplicate());
    blob.chunkWritten(chunk, StoredBlob.checksum(bytes), Provenance.ORIGIN);
    gap.present(chunk);
    gap.finish();
  }
}
