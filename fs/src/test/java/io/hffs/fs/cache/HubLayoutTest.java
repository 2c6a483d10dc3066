package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static io.hffs.fs.cache.TestBlob.COMMIT;
import static io.hffs.fs.cache.TestBlob.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.repo.Visibility;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubLayoutTest {

  static final TestBlob LARGE = TestBlob.lfs(2 * MIB + 5, 1).at("model.safetensors");
  static final TestBlob SMALL = TestBlob.git(200, 2).at("sub/deep/config.json");

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(LARGE, SMALL);
  private MetadataStore metadata;
  private HubLayout layout;
  private Path folder;

  @BeforeEach
  void setUp() throws Exception {
    metadata = knownRepo(root);
    layout = new HubLayout(root, metadata);
    folder = root.resolve("hub/models--org--model");
  }

  static MetadataStore knownRepo(Path root) throws Exception {
    MetadataStore metadata = MetadataStore.open(root);
    metadata.save(
        Snapshot.complete(
            REPO,
            COMMIT,
            Instant.EPOCH,
            List.of(
                new TreeEntry(LARGE.ref().path(), LARGE.content().length, LARGE.id()),
                new TreeEntry(SMALL.ref().path(), SMALL.content().length, SMALL.id()))));
    for (String revision : List.of("main", "refs/pr/1")) {
      metadata.saveRef(
          new ResolvedRevision(
              REPO, new Revision(revision), COMMIT, Instant.EPOCH, Visibility.PUBLIC),
          Instant.EPOCH);
    }
    return metadata;
  }

  private void fill(BlobCache cache, TestBlob... blobs) throws Exception {
    cache.addListener(layout);
    for (TestBlob each : blobs) {
      try (CachedBlob blob = cache.acquire(each.ref())) {
        readAll(blob);
        CacheFixture.eventually("complete", () -> cache.isComplete(each.id()));
      }
    }
    cache.flush();
  }

  @Test
  void completeBlobsAppearInTheLayout() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache, LARGE, SMALL);

      Path name = folder.resolve("snapshots/" + COMMIT + "/sub/deep/config.json");
      assertThat(Files.readSymbolicLink(name))
          .isEqualTo(Path.of("../../../../blobs/" + SMALL.id().hex()));
      assertThat(name).hasBinaryContent(SMALL.content());
      assertThat(folder.resolve("refs/main")).content().isEqualTo(COMMIT.hex());
      assertThat(folder.resolve("refs/refs/pr/1")).content().isEqualTo(COMMIT.hex());
      assertThat(root.resolve("hub/CACHEDIR.TAG"))
          .content()
          .startsWith("Signature: 8a477f597d28d172789f06886806bc55\n");
      assertThat(
              Files.isSameFile(
                  folder.resolve("blobs").resolve(LARGE.id().hex()),
                  cache.completedFile(LARGE.id()).orElseThrow()))
          .as("no second copy")
          .isTrue();
    }
  }

  @Test
  void anIncompleteBlobDoesNotAppear() throws Exception {
    try (BlobCache cache = open(root, source)) {
      cache.addListener(layout);
      try (CachedBlob blob = cache.acquire(LARGE.ref())) {
        CacheFixture.read(blob, 0, 1);
      }
      cache.flush();
      assertThat(folder).doesNotExist();
    }
  }

  @Test
  void aBlobThatIsCompleteAlreadyAppearsAtItsNextPlace() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache, SMALL);
      cache.acquire(SMALL.at("copy.json").ref()).close();
      cache.flush();
      assertThat(folder.resolve("snapshots/" + COMMIT + "/copy.json"))
          .hasBinaryContent(SMALL.content());
    }
  }

  @Test
  void publishingASnapshotTwiceIsPublishingItOnce() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache, LARGE);
      layout.removeRepo(REPO);
      assertThat(folder).doesNotExist();
      Snapshot snapshot = metadata.snapshot(REPO, COMMIT).orElseThrow();
      layout.publish(snapshot, cache::completedFile);
      layout.publish(snapshot, cache::completedFile);
      assertThat(folder.resolve("snapshots/" + COMMIT + "/model.safetensors"))
          .hasBinaryContent(LARGE.content());
      assertThat(folder.resolve("snapshots/" + COMMIT + "/sub")).doesNotExist();
    }
  }

  @Test
  void theTreeIsThereBeforeTheFirstName() throws Exception {
    Files.createDirectories(folder);
    Files.createFile(folder.resolve("snapshots")); // no name can be made
    Path file = Files.write(root.resolve("data"), SMALL.content());
    layout.completed(SMALL.ref(), file);
    assertThat(folder.resolve("trees/" + COMMIT + ".json")).exists();
  }

  @Test
  void anEvictedBlobGoesWithItsNames() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache, LARGE, SMALL);
      cache.delete(SMALL.id());
      assertThat(folder.resolve("blobs").resolve(SMALL.id().hex())).doesNotExist();
      assertThat(Files.exists(folder.resolve("snapshots/" + COMMIT + "/sub"))).isFalse();
      assertThat(folder.resolve("snapshots/" + COMMIT + "/model.safetensors")).exists();
    }
  }

  @Test
  void aDamagedBlobGoesAndComesBackWhenItIsWholeAgain() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache, LARGE);
      Path name = folder.resolve("snapshots/" + COMMIT + "/model.safetensors");
      CrashTest.flip(cache.completedFile(LARGE.id()).orElseThrow(), MIB + 7);
      try (CachedBlob blob = cache.acquire(LARGE.ref())) {
        assertThat(cache.verify(LARGE.id()).badChunks()).isEqualTo(1);
        cache.flush();
        assertThat(name).doesNotExist();
        assertThat(readAll(blob)).isEqualTo(LARGE.content());
        CacheFixture.eventually("complete", () -> cache.isComplete(LARGE.id()));
      }
      cache.flush();
      assertThat(name).hasBinaryContent(LARGE.content());
    }
  }

  @Test
  void removingASnapshotLeavesTheDataFiles() throws Exception {
    try (BlobCache cache = open(root, source)) {
      fill(cache, LARGE);
      layout.removeSnapshot(REPO, COMMIT);
      assertThat(folder.resolve("snapshots/" + COMMIT)).doesNotExist();
      assertThat(folder.resolve("refs/main")).doesNotExist();
      assertThat(cache.completedFile(LARGE.id())).isPresent();
    }
  }

  @Test
  void theTreeNamesThePointerOfAnLfsFile() {
    BlobId lfs = BlobId.sha256("4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393");
    BlobId pointer = HubLayout.pointerOf(lfs, 12345);
    assertThat(pointer.algorithm()).isEqualTo(BlobId.Algorithm.GIT_SHA1);
    assertThat(pointer).isEqualTo(BlobId.gitSha1("60c8d8ab2adcf57a391163a7eeb0cdb8bf348e44"));
  }
}
