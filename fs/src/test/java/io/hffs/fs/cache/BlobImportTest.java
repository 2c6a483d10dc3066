package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.get;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.read;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static io.hffs.fs.cache.CacheFixture.readAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole files that come from elsewhere. */
class BlobImportTest {

  private static final TestBlob LARGE = TestBlob.lfs(5 * MIB + 17, 1);
  private static final TestBlob SMALL = TestBlob.git(3000, 2);

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(LARGE, SMALL);
  private Path file;

  @BeforeEach
  void makeRoom() throws Exception {
    file = Files.createDirectory(root.resolve("quarantine")).resolve("file");
  }

  private Path write(TestBlob blob) throws IOException {
    return Files.write(file, blob.content());
  }

  private static void assertComplete(BlobCache cache, TestBlob blob) throws IOException {
    assertThat(cache.isComplete(blob.id())).isTrue();
    assertThat(cache.presentBytes(blob.id())).isEqualTo(blob.content().length);
    cache.flush();
    assertThat(cache.completedFile(blob.id()).orElseThrow()).hasBinaryContent(blob.content());
    try (CachedBlob lease = cache.acquire(blob.ref())) {
      assertThat(readAll(lease)).isEqualTo(blob.content());
    }
  }

  @Test
  void aFileWithTheDigestIsTheBlobAlsoAfterARestart() throws Exception {
    try (BlobCache cache = open(root, source)) {
      for (TestBlob blob : new TestBlob[] {LARGE, SMALL}) {
        cache.importFile(blob.ref(), write(blob));
        assertComplete(cache, blob);
        assertThat(file).doesNotExist();
      }
    }
    try (BlobCache cache = open(root, source)) {
      assertComplete(cache, LARGE);
      assertComplete(cache, SMALL);
      assertThat(cache.verify(LARGE.id()).digest()).isEqualTo(VerifyOutcome.WholeDigest.MATCHES);
    }
    assertThat(source.requests()).isEmpty();
  }

  @Test
  void theListenersAreToldOfItAsOfAnyOther() throws Exception {
    CompletableFuture<BlobRef> told = new CompletableFuture<>();
    try (BlobCache cache = open(root, source)) {
      cache.addListener(
          new BlobListener() {
            @Override
            public void completed(BlobRef place, Path data) {
              told.complete(place);
            }

            @Override
            public void removed(BlobId blob) {}
          });
      cache.importFile(LARGE.ref(), write(LARGE));
      cache.flush();
    }
    assertThat(told).isCompletedWithValue(LARGE.ref());
  }

  @Test
  void anotherFileStaysWhereItIsAndChangesNothing() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob reader = cache.acquire(LARGE.ref())) {
      read(reader, 0, MIB);
      CacheFixture.eventually("counted", () -> cache.presentBytes(LARGE.id()) == MIB);
      for (int wrong : new int[] {LARGE.content().length, LARGE.content().length - 1}) {
        byte[] other = Arrays.copyOf(LARGE.content(), wrong);
        other[wrong - 1] ^= 1;
        Files.write(file, other);

        assertThatThrownBy(() -> cache.importFile(LARGE.ref(), file))
            .isInstanceOfSatisfying(
                SourceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
        assertThat(file).hasBinaryContent(other);
      }
      assertThat(cache.presentBytes(LARGE.id())).isEqualTo(MIB);
      assertThat(readAll(reader)).isEqualTo(LARGE.content());
    }
  }

  @Test
  void whatIsCompleteAlreadyIsNotReplaced() throws Exception {
    try (BlobCache cache = open(root, source)) {
      cache.importFile(LARGE.ref(), write(LARGE));
      cache.flush();
      Path before = cache.completedFile(LARGE.id()).orElseThrow();
      Object key = Files.getAttribute(before, "unix:ino");

      cache.importFile(LARGE.ref(), write(LARGE));

      assertThat(Files.getAttribute(before, "unix:ino")).isEqualTo(key);
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aReaderOfAPartReadsOnAndTheRestIsNotFetched() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob reader = cache.acquire(LARGE.ref())) {
      read(reader, 0, MIB);
      cache.importFile(LARGE.ref(), write(LARGE));

      assertThat(readAll(reader)).isEqualTo(LARGE.content());
      assertComplete(cache, LARGE);
      assertThat(cache.digestMismatches()).isZero();
    }
    assertThat(source.sentBytes()).isEqualTo(MIB);
    try (BlobCache cache = open(root, source)) {
      assertComplete(cache, LARGE);
    }
  }

  @Test
  void whatAnEarlierRunRecordedIsTakenOver() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob reader = cache.acquire(LARGE.ref())) {
      read(reader, 0, 2 * MIB);
    }
    try (BlobCache cache = open(root, source)) {
      cache.importFile(LARGE.ref(), write(LARGE));
      assertComplete(cache, LARGE);
    }
  }

  @Test
  void aPartThatIsBeingFetchedIsWaitedFor() throws Exception {
    source.holdUntilReleased();
    try (BlobCache cache = open(root, source);
        CachedBlob reader = cache.acquire(LARGE.ref())) {
      CompletableFuture<byte[]> read = readAsync(reader, 0, MIB);
      source.awaitRequest();
      CompletableFuture<Void> imported =
          CompletableFuture.runAsync(
              () -> {
                try {
                  cache.importFile(LARGE.ref(), write(LARGE));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      CompletableFuture<byte[]> second = readAsync(reader, 4 * MIB, MIB);
      source.release();

      assertThat(get(read)).isEqualTo(Arrays.copyOf(LARGE.content(), MIB));
      imported.get(20, TimeUnit.SECONDS);
      assertThat(get(second)).isEqualTo(Arrays.copyOfRange(LARGE.content(), 4 * MIB, 5 * MIB));
      assertComplete(cache, LARGE);
    }
  }

  @Test
  void whatAPairedMachineGaveWrongIsReplacedAndTold() throws Exception {
    List<Integer> wrongDevices = new ArrayList<>();
    byte[] wrong = LARGE.content().clone();
    wrong[0] ^= 1;
    source.attest(0, 7);
    source.lie(7, wrong);
    try (BlobCache cache = open(root, source);
        CachedBlob reader = cache.acquire(LARGE.ref())) {
      cache.onWrongBytes((device, id) -> wrongDevices.add(device));
      assertThat(read(reader, 0, 1)).isEqualTo(new byte[] {wrong[0]});

      cache.importFile(LARGE.ref(), write(LARGE));

      assertComplete(cache, LARGE);
      assertThat(wrongDevices).containsExactly(7);
      assertThat(cache.digestMismatches()).isEqualTo(1);
    }
  }

  @Test
  void aCrashBeforeItIsRecordedLeavesWhatWasRecordedBefore() throws Exception {
    try (BlobCache cache = open(root, source);
        CachedBlob reader = cache.acquire(LARGE.ref())) {
      read(reader, 0, 2 * MIB);
    }
    BlobPaths paths = new BlobPaths(root.resolve("blobs"));
    StoredBlob store = new StoredBlob(LARGE.id(), ChunkGrid.of(LARGE.content().length), paths);
    store.open(new PresenceTracker(ChunkGrid.of(LARGE.content().length)));
    store.replace(write(LARGE));
    store.close();

    try (BlobCache cache = open(root, source);
        CachedBlob reader = cache.acquire(LARGE.ref())) {
      assertThat(cache.presentBytes(LARGE.id())).isEqualTo(2 * MIB);
      assertThat(readAll(reader)).isEqualTo(LARGE.content());
    }
    assertThat(source.sentBytes()).isEqualTo(LARGE.content().length);
  }
}
