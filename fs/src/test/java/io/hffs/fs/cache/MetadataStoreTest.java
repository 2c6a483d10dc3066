package io.hffs.fs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.repo.Visibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataStoreTest {

  private static final RepoId MODEL = RepoId.parse("org/model");
  private static final RepoId DATASET = RepoId.parse("datasets/org/data");
  private static final CommitHash ONE = new CommitHash("1".repeat(40));
  private static final CommitHash TWO = new CommitHash("2".repeat(40));
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final BlobId BLOB = BlobId.sha256("a".repeat(64));

  @TempDir Path root;
  private MetadataStore store;

  @BeforeEach
  void open() {
    store = MetadataStore.open(root);
  }

  @Test
  void aSnapshotComesBackAfterARestart() throws Exception {
    store.save(tree(MODEL, ONE));
    Snapshot back = MetadataStore.open(root).snapshot(MODEL, ONE).orElseThrow();
    assertThat(back.files()).containsExactlyElementsOf(tree(MODEL, ONE).files()).hasSize(3);
    assertThat(back.isComplete()).isTrue();
    assertThat(back.lastModified()).isEqualTo(TIME);
    assertThat(back.file("hidden.bin").orElseThrow().blob()).isNull();
  }

  @Test
  void aPartialSnapshotIsReplacedByACompleteOneAndNeverTheOtherWay() throws Exception {
    Snapshot partial =
        Snapshot.partial(MODEL, ONE, TIME, List.of(new TreeEntry(new RepoPath("a"), 1, BLOB)));
    store.save(partial);
    assertThat(store.snapshot(MODEL, ONE).orElseThrow().isComplete()).isFalse();
    store.save(tree(MODEL, ONE));
    store.save(partial);
    assertThat(MetadataStore.open(root).snapshot(MODEL, ONE).orElseThrow().files()).hasSize(3);
  }

  @Test
  void refsKeepWhatWasSeenAndWhen() throws Exception {
    saveRef(MODEL, "main", ONE);
    saveRef(MODEL, "refs/pr/1", TWO);
    store.saveListedRefs(
        MODEL, new RepoRefs(List.of(Revision.MAIN), List.of(new Revision("v1")), List.of()));
    MetadataStore again = MetadataStore.open(root);
    assertThat(again.ref(MODEL, Revision.MAIN))
        .contains(new SeenRef(ONE, TIME, Visibility.GATED, TIME.plusSeconds(9)));
    assertThat(again.refs(MODEL)).containsOnlyKeys(Revision.MAIN, new Revision("refs/pr/1"));
    assertThat(again.listedRefs(MODEL).orElseThrow().tags()).containsExactly(new Revision("v1"));

    again.deleteRef(MODEL, Revision.MAIN);
    assertThat(MetadataStore.open(root).ref(MODEL, Revision.MAIN)).isEmpty();
  }

  @Test
  void aliasesLeadToTheCanonicalId() throws Exception {
    RepoId old = RepoId.parse("gpt2");
    store.saveAlias(old, MODEL);
    store.saveAlias(MODEL, MODEL);
    assertThat(MetadataStore.open(root).aliases()).isEqualTo(Map.of(old, MODEL));
    assertThat(store.alias(MODEL)).isEmpty();
  }

  @Test
  void reposAreThoseOfWhichSomethingIsKnown() throws Exception {
    saveRef(MODEL, "main", ONE);
    store.save(tree(DATASET, TWO));
    assertThat(MetadataStore.open(root).repos()).containsExactly(MODEL, DATASET);
    assertThat(store.commits(DATASET)).containsExactly(TWO);
    assertThat(store.commits(MODEL)).isEmpty();
  }

  @Test
  void pinsNameTheirBlobs() throws Exception {
    Pin pin = new Pin(MODEL, Revision.of(ONE));
    store.save(tree(MODEL, ONE));
    store.pin(pin);
    MetadataStore again = MetadataStore.open(root);
    assertThat(again.pins()).containsExactly(pin);
    assertThat(again.pinnedBlobs()).contains(BLOB).hasSize(2);
    assertThat(again.unpin(pin)).isTrue();
    assertThat(again.unpin(pin)).isFalse();
    assertThat(MetadataStore.open(root).pinnedBlobs()).isEmpty();
  }

  @Test
  void aPinnedRepoIsPinnedWithWhatComesLater() throws Exception {
    store.pin(new Pin(MODEL, null));
    store.save(tree(MODEL, ONE));
    store.save(tree(DATASET, TWO));
    MetadataStore again = MetadataStore.open(root);
    assertThat(again.pinnedCommits(MODEL)).containsExactly(ONE);
    again.save(tree(MODEL, TWO));
    assertThat(again.pinnedCommits(MODEL)).containsExactlyInAnyOrder(ONE, TWO);
    assertThat(again.pinnedCommits(DATASET)).isEmpty();
  }

  @Test
  void aPinnedBranchIsPinnedWhereItStands() throws Exception {
    store.pin(new Pin(MODEL, Revision.MAIN));
    assertThat(store.pinnedBlobs()).isEmpty();
    store.save(tree(MODEL, ONE));
    saveRef(MODEL, "main", ONE);
    assertThat(store.pinnedCommits(MODEL)).containsExactly(ONE);
    saveRef(MODEL, "main", TWO);
    assertThat(store.pinnedCommits(MODEL)).containsExactly(TWO);
    assertThat(store.pinnedBlobs()).isEmpty();

    assertThat(store.unpin(new Pin(MODEL, null))).isTrue();
    assertThat(MetadataStore.open(root).pins()).isEmpty();
  }

  @Test
  void aDeletedRepoLeavesNothing() throws Exception {
    store.save(tree(MODEL, ONE));
    store.save(tree(DATASET, TWO));
    saveRef(MODEL, "main", ONE);
    store.saveAlias(RepoId.parse("old"), MODEL);
    store.pin(new Pin(MODEL, Revision.MAIN));

    store.deleteRepo(MODEL);

    for (MetadataStore each : List.of(store, MetadataStore.open(root))) {
      assertThat(each.repos()).containsExactly(DATASET);
      assertThat(each.snapshot(MODEL, ONE)).isEmpty();
      assertThat(each.aliases()).isEmpty();
      assertThat(each.pins()).isEmpty();
    }
  }

  @Test
  void whatACrashLeftHalfWrittenGoesAtTheNextStart() throws Exception {
    store.save(tree(MODEL, ONE));
    Path folder = root.resolve("snapshots/models--org--model");
    Path torn = Files.writeString(folder.resolve(".hffs-1.tmp"), "half");
    Path tornPins = Files.writeString(root.resolve(".hffs-2.tmp"), "half");

    MetadataStore.open(root).deleteRepo(MODEL);

    assertThat(torn).doesNotExist();
    assertThat(tornPins).doesNotExist();
    assertThat(folder).doesNotExist();
  }

  @Test
  void aDamagedFileCountsAsAbsentAndIsPutAside() throws Exception {
    store.save(tree(MODEL, ONE));
    saveRef(MODEL, "main", ONE);
    Path snapshot = root.resolve("snapshots/models--org--model/" + ONE.hex() + ".json");
    byte[] whole = Files.readAllBytes(snapshot);
    for (int length = 0; length < whole.length; length++) {
      Files.write(snapshot, java.util.Arrays.copyOf(whole, length));
      MetadataStore again = MetadataStore.open(root);
      assertThat(again.snapshot(MODEL, ONE)).as("cut at %d", length).isEmpty();
      assertThat(again.commits(MODEL)).isEmpty();
      assertThat(snapshot).doesNotExist();
    }
    assertThat(root.resolve("trash")).isNotEmptyDirectory();

    store = MetadataStore.open(root);
    store.save(tree(MODEL, ONE));
    assertThat(MetadataStore.open(root).snapshot(MODEL, ONE)).isPresent();
  }

  @Test
  void theTreeOfAnotherCommitIsNotBelieved() throws Exception {
    store.save(tree(MODEL, ONE));
    Path folder = root.resolve("snapshots/models--org--model");
    Files.copy(folder.resolve(ONE.hex() + ".json"), folder.resolve(TWO.hex() + ".json"));
    assertThat(MetadataStore.open(root).snapshot(MODEL, TWO)).isEmpty();
  }

  private void saveRef(RepoId repo, String revision, CommitHash commit) throws IOException {
    store.saveRef(
        new ResolvedRevision(repo, new Revision(revision), commit, TIME, Visibility.GATED),
        TIME.plusSeconds(9));
  }

  private static Snapshot tree(RepoId repo, CommitHash commit) {
    return Snapshot.complete(
        repo,
        commit,
        TIME,
        List.of(
            new TreeEntry(new RepoPath("a b/ü.bin"), 5L << 30, BLOB),
            new TreeEntry(new RepoPath("config.json"), 12, BlobId.gitSha1("b".repeat(40))),
            new TreeEntry(new RepoPath("hidden.bin"), 7, null)));
  }
}
