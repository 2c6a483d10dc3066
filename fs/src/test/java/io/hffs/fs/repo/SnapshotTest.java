package io.hffs.fs.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotTest {

  private static final RepoId REPO = RepoId.parse("org/model");
  private static final CommitHash COMMIT = new CommitHash("ab".repeat(20));
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  @Test
  void findsFilesByTheirWholePathOnly() {
    Snapshot snapshot = snapshot("config.json", "a/b/weights.bin");

    assertThat(snapshot.file("a/b/weights.bin")).contains(entry("a/b/weights.bin"));
    for (String absent : List.of("", "a", "a/b", "b/weights.bin", "a/b/weights", "CONFIG.JSON")) {
      assertThat(snapshot.file(absent)).as(absent).isEmpty();
    }
  }

  @Test
  void directoriesAreImpliedByPaths() {
    Snapshot snapshot = snapshot("a/b/c.txt", "a/d.txt", "e.txt");

    assertThat(List.of("", "a", "a/b")).allMatch(snapshot::isDirectory);
    assertThat(List.of("e.txt", "a/b/c.txt", "b", "a/", "/", "a/x"))
        .noneMatch(snapshot::isDirectory);
  }

  @Test
  void childrenAreSortedAndNamedOnce() {
    Snapshot snapshot = snapshot("z", "dir/2", "dir/1", "dir/sub/x", "dir/sub/y", "a");

    assertThat(snapshot.children("")).containsExactly("a", "dir", "z");
    assertThat(snapshot.children("dir")).containsExactly("1", "2", "sub");
    assertThat(snapshot.children("dir/sub")).containsExactly("x", "y");
  }

  @Test
  void whatIsNoDirectoryHasNoChildren() {
    assertThat(snapshot("a/b").children("a/b")).isEmpty();
    assertThat(snapshot("a/b").children("x")).isEmpty();
  }

  @Test
  void anEmptyRepositoryHasAnEmptyRoot() {
    assertThat(snapshot().isDirectory("")).isTrue();
    assertThat(snapshot().children("")).isEmpty();
    assertThat(snapshot().files()).isEmpty();
    assertThat(snapshot().sizeBytes()).isZero();
  }

  @Test
  void onlyACompleteOneKnowsWhatIsAbsent() {
    assertThat(Snapshot.complete(REPO, COMMIT, TIME, entries("a")).isComplete()).isTrue();
    assertThat(Snapshot.partial(REPO, COMMIT, TIME, entries("a")).isComplete()).isFalse();
  }

  @Test
  void addsUpSizesBeyondTheRangeOfAnInt() {
    List<TreeEntry> two =
        List.of(
            new TreeEntry(new RepoPath("1"), 5_000_000_000L, null),
            new TreeEntry(new RepoPath("2"), 7, null));

    assertThat(Snapshot.complete(REPO, COMMIT, TIME, two).sizeBytes()).isEqualTo(5_000_000_007L);
  }

  @Test
  void filesAreSortedByPath() {
    assertThat(snapshot("b", "a/z", "a/b").files())
        .extracting(entry -> entry.path().value())
        .containsExactly("a/b", "a/z", "b");
  }

  @Test
  void refusesAPathThatStandsTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> snapshot("a/b", "c", "a/b"))
        .withMessageContaining("twice")
        .withMessageContaining("a/b");
  }

  @Test
  void refusesAPathThatIsFileAndDirectory() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> snapshot("a", "a/b"))
        .withMessageContaining("file and directory");
    assertThatIllegalArgumentException().isThrownBy(() -> snapshot("a/b/c/d", "a/b"));
  }

  @Test
  void namesThatShareAPrefixAreNoClash() {
    assertThat(snapshot("a", "a.txt", "ab/c", "a-b/c").children(""))
        .containsExactly("a", "a-b", "a.txt", "ab");
  }

  @Test
  void whatItGivesCannotBeChanged() {
    Snapshot snapshot = snapshot("a/b");
    assertThatThrownBy(() -> snapshot.children("").add("x"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> snapshot.files().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anEntryHasNoNegativeSize() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TreeEntry(new RepoPath("a"), -1, null));
  }

  @Test
  void printsRepositoryCommitAndCount() {
    assertThat(snapshot("a", "b")).hasToString("org/model@abababab (2 files)");
  }

  private static Snapshot snapshot(String... paths) {
    return Snapshot.complete(REPO, COMMIT, TIME, entries(paths));
  }

  private static List<TreeEntry> entries(String... paths) {
    List<TreeEntry> entries = new ArrayList<>();
    for (String path : paths) {
      entries.add(entry(path));
    }
    return entries;
  }

  private static TreeEntry entry(String path) {
    return new TreeEntry(
        new RepoPath(path), 1, BlobId.gitSha1("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"));
  }

  /** Paths of 86 bytes that share no directory: 16 MiB of them would need gigabytes. */
  @Test
  void directoriesThatNoTreeHasAreRefusedBeforeTheyFillTheMemory() {
    List<TreeEntry> deep = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      deep.add(entry("%06d".formatted(i) + "/a".repeat(40)));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Snapshot.complete(REPO, COMMIT, TIME, deep))
        .withMessageContaining("too many directories");
  }
}
