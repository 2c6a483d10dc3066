package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.eventually;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.read;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static io.hffs.fs.cache.TestBlob.COMMIT;
import static io.hffs.fs.cache.TestBlob.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExistingDownloadsTest {

  private static final TestBlob LARGE = TestBlob.lfs(3 * MIB + 5, 1);
  private static final TestBlob SMALL = TestBlob.git(200, 2).at("sub/deep/config.json");

  @TempDir Path root;
  @TempDir Path hf;
  private final FakeBlobSource source = new FakeBlobSource(LARGE, SMALL);
  private Path folder;
  private ExistingDownloads downloads;

  @BeforeEach
  void download() throws IOException {
    folder = hf.resolve("models--org--model");
    for (TestBlob blob : List.of(LARGE, SMALL)) {
      Path file = folder.resolve("blobs").resolve(blob.id().hex());
      Files.createDirectories(file.getParent());
      Files.write(file, blob.content());
      Path name = folder.resolve("snapshots/" + COMMIT).resolve(blob.ref().path().value());
      Files.createDirectories(name.getParent());
      Files.createSymbolicLink(name, name.getParent().relativize(file));
    }
    Files.createDirectories(folder.resolve("refs/refs/pr"));
    Files.writeString(folder.resolve("refs/main"), COMMIT.hex());
    Files.writeString(folder.resolve("refs/refs/pr/1"), COMMIT.hex() + "\n");
    Files.writeString(folder.resolve("refs/broken"), "nonsense");
    downloads = new ExistingDownloads(hf);
  }

  @Test
  void existingDownloadsAreReadInPlaceWithoutARequest() throws Exception {
    try (BlobCache cache = open(root, source)) {
      cache.adoptFrom(downloads);
      for (TestBlob each : List.of(LARGE, SMALL)) {
        try (CachedBlob blob = cache.acquire(each.ref())) {
          assertThat(readAll(blob)).isEqualTo(each.content());
          assertThat(blob.isComplete()).isTrue();
          assertThat(cache.isComplete(each.id())).isTrue();
          assertThat(cache.presentBytes(each.id())).isEqualTo(each.content().length);
          assertThat(cache.completedFile(each.id()).orElseThrow())
              .startsWith(hf)
              .hasBinaryContent(each.content());
        }
      }
      assertThat(source.requests()).isEmpty();
      assertThat(cache.usedBytes()).isZero();
    }
  }

  @Test
  void aVerifiedFileIsRememberedAcrossARestart() throws Exception {
    try (BlobCache cache = open(root, source)) {
      cache.adoptFrom(downloads);
      try (CachedBlob blob = cache.acquire(LARGE.ref())) {
        readAll(blob);
      }
    }
    try (BlobCache cache = open(root, source)) {
      cache.adoptFrom(downloads);
      assertThat(cache.presentBytes(LARGE.id())).isEqualTo(LARGE.content().length);
      try (CachedBlob blob = cache.acquire(LARGE.ref())) {
        assertThat(blob.isComplete()).as("at once").isTrue();
      }
    }
  }

  @Test
  void aFileThatIsNotItsBlobIsFetchedInstead() throws Exception {
    CrashTest.flip(folder.resolve("blobs").resolve(LARGE.id().hex()), 77);
    try (BlobCache cache = open(root, source)) {
      cache.adoptFrom(downloads);
      try (CachedBlob blob = cache.acquire(LARGE.ref())) {
        assertThat(readAll(blob)).isEqualTo(LARGE.content());
      }
      assertThat(source.requests()).isNotEmpty();
    }
  }

  @Test
  void aFileThatChangesLaterIsFetchedInstead() throws Exception {
    Path file = folder.resolve("blobs").resolve(LARGE.id().hex());
    try (BlobCache cache = open(root, source)) {
      cache.adoptFrom(downloads);
      try (CachedBlob blob = cache.acquire(LARGE.ref())) {
        readAll(blob);
        byte[] other = LARGE.content().clone();
        other[5] ^= 1;
        Files.write(file, other);
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));
      }
    }
    try (BlobCache cache = open(root, source)) {
      cache.adoptFrom(downloads);
      assertThat(cache.presentBytes(LARGE.id())).isZero();
      try (CachedBlob blob = cache.acquire(LARGE.ref())) {
        assertThat(read(blob, 0, 100)).isEqualTo(java.util.Arrays.copyOf(LARGE.content(), 100));
      }
      assertThat(source.requests()).isNotEmpty();
    }
  }

  @Test
  void aFileThatIsDeletedWhileOpenIsStillRight() throws Exception {
    try (BlobCache cache = open(root, source)) {
      cache.adoptFrom(downloads);
      try (CachedBlob blob = cache.acquire(LARGE.ref())) {
        readAll(blob);
        Files.delete(folder.resolve("blobs").resolve(LARGE.id().hex()));
        assertThat(readAll(blob)).isEqualTo(LARGE.content());
        assertThat(cache.completedFile(LARGE.id())).isEmpty();
        eventually(
            "seen to be gone",
            () -> {
              try {
                readAll(blob);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
              return !source.requests().isEmpty();
            });
      }
    }
  }

  @Test
  void nothingIsWrittenThere() throws Exception {
    List<String> before = listing();
    try (BlobCache cache = open(root, source)) {
      cache.adoptFrom(downloads);
      try (CachedBlob blob = cache.acquire(LARGE.ref())) {
        readAll(blob);
        cache.delete(LARGE.id());
        cache.evictTo(0, id -> false);
      }
      downloads.snapshot(REPO, COMMIT);
    }
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void refsAndReposAreThoseOfTheClient() {
    assertThat(downloads.repos()).containsExactly(REPO);
    assertThat(downloads.commit(REPO, Revision.MAIN)).contains(COMMIT);
    assertThat(downloads.refs(REPO))
        .containsOnlyKeys(Revision.MAIN, new Revision("refs/pr/1"))
        .containsValue(COMMIT);
    assertThat(downloads.commits(REPO)).containsExactly(COMMIT);
    assertThat(downloads.commit(REPO, Revision.of(COMMIT))).contains(COMMIT);
    assertThat(downloads.commit(REPO, Revision.of(new CommitHash("d".repeat(40))))).isEmpty();
  }

  @Test
  void theDownloadedFilesAreAPartOfTheSnapshot() {
    Snapshot snapshot = downloads.snapshot(REPO, COMMIT).orElseThrow();
    assertThat(snapshot.isComplete()).isFalse();
    assertThat(snapshot.files()).hasSize(2);
    assertThat(snapshot.file("sub/deep/config.json").orElseThrow().blob()).isEqualTo(SMALL.id());
    assertThat(snapshot.file(LARGE.ref().path().value()).orElseThrow().sizeBytes())
        .isEqualTo(LARGE.content().length);
  }

  @Test
  void aKeptTreeIsTheWholeSnapshot() throws Exception {
    Files.createDirectories(folder.resolve("trees"));
    Path tree = folder.resolve("trees/" + COMMIT + ".json");
    Files.writeString(
        tree,
        """
        {"format_version": 1, "files": {
          "config.json": {"size": 519, "blob_id": "%s"},
          "model.safetensors": {"size": 1234, "blob_id": "%s", "lfs_sha256": "%s", "lfs_size": 1234}
        }}"""
            .formatted("1".repeat(40), "2".repeat(40), "3".repeat(64)));
    Snapshot snapshot = downloads.snapshot(REPO, COMMIT).orElseThrow();
    assertThat(snapshot.isComplete()).isTrue();
    assertThat(snapshot.file("model.safetensors").orElseThrow().blob())
        .isEqualTo(BlobId.sha256("3".repeat(64)));
    assertThat(snapshot.file("config.json").orElseThrow().sizeBytes()).isEqualTo(519);

    Files.writeString(tree, "{\"format_version\": 1, \"files\": {\"../x\": {}}}");
    assertThat(downloads.snapshot(REPO, COMMIT).orElseThrow().isComplete()).isFalse();
  }

  @Test
  void knownAbsentFilesAreTold() throws Exception {
    Path marker = folder.resolve(".no_exist/" + COMMIT + "/added_tokens.json");
    Files.createDirectories(marker.getParent());
    Files.createFile(marker);
    assertThat(downloads.isKnownAbsent(REPO, COMMIT, new RepoPath("added_tokens.json"))).isTrue();
    assertThat(downloads.isKnownAbsent(REPO, COMMIT, new RepoPath("other.json"))).isFalse();
  }

  @Test
  void aCacheThatDoesNotExistIsEmpty() {
    ExistingDownloads none = new ExistingDownloads(hf.resolve("nowhere"));
    assertThat(none.repos()).isEmpty();
    assertThat(none.refs(REPO)).isEmpty();
    assertThat(none.snapshot(REPO, COMMIT)).isEmpty();
    assertThat(none.blobFile(LARGE.ref())).isEmpty();
  }

  private List<String> listing() throws IOException {
    try (Stream<Path> files = Files.walk(hf)) {
      return files
          .map(file -> file + " " + file.toFile().lastModified() + " " + file.toFile().length())
          .sorted()
          .toList();
    }
  }
}
