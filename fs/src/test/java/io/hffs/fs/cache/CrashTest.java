package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.config;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.read;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves behind is never taken for more than it is. */
class CrashTest {

  private static final TestBlob BLOB = TestBlob.lfs(6 * MIB + 1, 1);

  @TempDir Path root;
  @TempDir Path copies;

  /** A copy taken while it is filled is what a kill or a power cut could leave. */
  @Test
  void aCopyTakenWhileFillingReadsEqual() throws Exception {
    long seed = Long.getLong("hffs.seed", System.nanoTime());
    Random random = new Random(seed);
    FakeBlobSource source = new FakeBlobSource(BLOB);
    CacheConfig eager = config().withSync(MIB, Duration.ofMillis(20));
    int copiesTaken = 0;
    try (BlobCache cache = BlobCache.open(root, eager, source, Clock.systemUTC());
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      while (!blob.isComplete() && copiesTaken < 12) {
        read(blob, random.nextInt(BLOB.content().length), 1);
        if (random.nextBoolean()) {
          cache.flush();
        }
        Path copy = copies.resolve("copy-" + copiesTaken++);
        copyTree(root, copy);
        FakeBlobSource again = new FakeBlobSource(BLOB);
        try (BlobCache reopened = open(copy, again);
            CachedBlob survivor = reopened.acquire(BLOB.ref())) {
          long kept = survivor.presentBytes();
          assertThat(readAll(survivor)).as("seed %d", seed).isEqualTo(BLOB.content());
          assertThat(again.sentBytes()).isEqualTo(BLOB.content().length - kept);
        }
      }
    }
    assertThat(copiesTaken).isPositive();
  }

  @Test
  void whatWasFlushedIsNotFetchedAgain() throws Exception {
    FakeBlobSource source = new FakeBlobSource(BLOB);
    Path copy = copies.resolve("killed");
    try (BlobCache cache = open(root, source);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      read(blob, 0, 4 * MIB);
      cache.flush();
      copyTree(root, copy);
    }
    FakeBlobSource again = new FakeBlobSource(BLOB);
    try (BlobCache cache = open(copy, again);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      assertThat(readAll(blob)).isEqualTo(BLOB.content());
      assertThat(again.sentBytes()).isEqualTo(2 * MIB + 1);
    }
  }

  @Test
  void whatWasInMemoryIsWrittenAndRecordedAtTheClose() throws Exception {
    FakeBlobSource source = new FakeBlobSource(BLOB);
    MovedClock clock = new MovedClock();
    Path folder = new BlobPaths(root.resolve("blobs")).data(BLOB.id()).getParent();
    try (BlobCache cache = BlobCache.open(root, config(), source, clock);
        CachedBlob blob = cache.acquire(BLOB.ref())) {
      Files.createFile(folder); // no directory can be made there
      read(blob, 0, 2 * MIB);
      assertThat(cache.counters().passedThroughBytes()).isEqualTo(2 * MIB);
      Files.delete(folder);
      clock.putForward(Duration.ofMinutes(1));
    }
    try (BlobCache cache = open(root, new FakeBlobSource())) {
      assertThat(cache.presentBytes(BLOB.id())).isEqualTo(2 * MIB);
    }
  }

  @Test
  @FaultCase(34)
  void aJournalCutAnywhereReadsEqual(FaultRun run) throws Exception {
    Path journal = fillAndFindJournal();
    byte[] whole = Files.readAllBytes(journal);
    for (int length = 0; length < whole.length; length++) {
      Files.write(journal, java.util.Arrays.copyOf(whole, length));
      assertReadsEqual("cut at " + length);
      restore(journal, whole);
    }
    run.fired(whole.length, "cuts of a journal");
  }

  @Test
  @FaultCase(34)
  void aJournalFlippedAnywhereReadsEqual(FaultRun run) throws Exception {
    Path journal = fillAndFindJournal();
    byte[] whole = Files.readAllBytes(journal);
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      Files.write(journal, flipped);
      assertReadsEqual("flipped at " + at);
      restore(journal, whole);
    }
    run.fired(whole.length, "flips of a journal");
  }

  @Test
  void aJournalThatWasNotReadGoesBeforeTheDataFileIsMadeAnew() throws Exception {
    Path journal = fillAndFindJournal();
    StoredBlob store =
        new StoredBlob(
            SMALL.id(), ChunkGrid.of(SMALL.content().length), new BlobPaths(root.resolve("blobs")));
    store.write(0, java.nio.ByteBuffer.allocate(1));
    store.close();
    assertThat(journal).doesNotExist();
  }

  @Test
  void aMissingOrCutDataFileIsFetchedAgain() throws Exception {
    Path journal = fillAndFindJournal();
    Path data = journal.resolveSibling(SMALL.id().hex());
    Files.delete(data);
    try (BlobCache cache = open(root, new FakeBlobSource())) {
      assertThat(cache.presentBytes(SMALL.id())).isZero();
    }
    assertReadsEqual("no data");
    Files.delete(new BlobPaths(root.resolve("blobs")).data(SMALL.id()));
    Files.write(data, new byte[10]);
    assertReadsEqual("cut data");
  }

  @Test
  void whatNobodyRecordedIsRemovedAtTheStartAndStrangersStay() throws Exception {
    Path journal = fillAndFindJournal();
    Path data = journal.resolveSibling(SMALL.id().hex());
    Path stranger = Files.writeString(journal.resolveSibling("notes.txt"), "mine");
    Path torn = Files.writeString(journal.resolveSibling(".hffs-1.tmp"), "half");
    Files.delete(journal);
    try (BlobCache cache = open(root, new FakeBlobSource())) {
      assertThat(cache.usedBytes()).isZero();
    }
    assertThat(data).doesNotExist();
    assertThat(torn).doesNotExist();
    assertThat(stranger).exists();
  }

  private static final TestBlob SMALL = TestBlob.lfs(2 * MIB + 5, 7);

  private Path fillAndFindJournal() throws Exception {
    try (BlobCache cache = open(root, new FakeBlobSource(SMALL));
        CachedBlob blob = cache.acquire(SMALL.ref())) {
      readAll(blob);
      CacheFixture.eventually("complete", blob::isComplete);
    }
    return new BlobPaths(root.resolve("blobs")).journal(SMALL.id());
  }

  private void assertReadsEqual(String what) throws IOException {
    try (BlobCache cache = open(root, new FakeBlobSource(SMALL));
        CachedBlob blob = cache.acquire(SMALL.ref())) {
      assertThat(readAll(blob)).as(what).isEqualTo(SMALL.content());
    }
  }

  private static void restore(Path journal, byte[] content) throws IOException {
    Files.write(journal, content);
  }

  static void flip(Path file, long offset) throws IOException {
    file.toFile().setWritable(true);
    try (var channel =
        java.nio.channels.FileChannel.open(
            file, java.nio.file.StandardOpenOption.READ, java.nio.file.StandardOpenOption.WRITE)) {
      java.nio.ByteBuffer one = java.nio.ByteBuffer.allocate(1);
      channel.read(one, offset);
      one.put(0, (byte) (one.get(0) ^ 1)).flip();
      channel.write(one, offset);
    }
  }

  /** Copies files one after the other; one that goes meanwhile is left out, as in a crash. */
  static void copyTree(Path from, Path to) throws IOException {
    for (Path file : list(from)) {
      Path target = to.resolve(from.relativize(file));
      try {
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      } catch (NoSuchFileException e) {
        assertThat(file).doesNotExist();
        copyWhole(file, target);
      }
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    while (true) {
      try (Stream<Path> files = Files.walk(directory)) {
        return files.sorted(CrashTest::journalsFirst).toList();
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof NoSuchFileException)) { // one that went meanwhile
          throw e;
        }
      }
    }
  }

  /** Copies a data file that came to be whole, and got its name, since it was listed. */
  private static void copyWhole(Path partial, Path target) throws IOException {
    String name = partial.getFileName().toString().replace(".partial", "");
    Path whole = partial.resolveSibling(name);
    if (Files.exists(whole)) {
      Files.copy(whole, target.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A journal may be older than its data, never newer: so it has to be copied first. */
  private static int journalsFirst(Path a, Path b) {
    boolean journalA = a.toString().endsWith(".journal");
    boolean journalB = b.toString().endsWith(".journal");
    return journalA != journalB ? (journalA ? -1 : 1) : a.compareTo(b);
  }
}
