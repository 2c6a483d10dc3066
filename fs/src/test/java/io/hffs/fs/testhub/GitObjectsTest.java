package io.hffs.fs.testhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.repo.RepoId;
import org.junit.jupiter.api.Test;

/** The ids are those that git itself computed for the same files and dates. */
class GitObjectsTest {

  private final TestRepo repo = new TestRepo(RepoId.parse("acme/tiny"), 1);

  @Test
  void blobTreeAndCommitAreNamedAsByGit() {
    repo.commit(
        "first", files -> files.text("a/b.txt", "hello").text("a-b", "x").text("a.txt", "y"));

    TestCommit commit = repo.resolve("main").orElseThrow();
    assertThat(commit.tree().entry("a/b.txt").orElseThrow().oid())
        .isEqualTo("b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0");
    assertThat(commit.tree().entry("a").orElseThrow().oid())
        .isEqualTo("0594002367016b05ad9b2afd95fc6760bb884d8b");
    assertThat(commit.tree().oid()).isEqualTo("b288fb5603c882b3c992bd0398bb0cd12b1bd96b");
    assertThat(commit.hash().hex()).isEqualTo("0aec2c2979c99a2a82af7c2ac739b48438e589f9");
  }

  @Test
  void emptyContentHasTheDigestsThatEverybodyKnows() throws Exception {
    assertThat(ContentDigests.gitBlobSha1(TestContent.of()))
        .isEqualTo("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    assertThat(ContentDigests.sha256(TestContent.of()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void lfsFileHasTheSha256OfItsContentAndTheGitSha1OfItsPointer() throws Exception {
    TestFile file = TestFile.lfs(TestContent.ofText("hello"));

    assertThat(file.pointer())
        .isEqualTo(
            "version https://git-lfs.github.com/spec/v1\noid sha256:"
                + "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\nsize 5\n");
    assertThat(file.gitSha1())
        .isEqualTo(ContentDigests.gitBlobSha1(TestContent.ofText(file.pointer())));
  }

  @Test
  void hugeContentGetsADeclaredDigestOfItsOwn() {
    TestFile one = TestFile.lfs(TestContent.generated(1, 20L << 30));
    TestFile other = TestFile.lfs(TestContent.generated(2, 20L << 30));

    assertThat(one.blob()).isEqualTo(TestFile.lfs(TestContent.generated(1, 20L << 30)).blob());
    assertThat(one.blob()).isNotEqualTo(other.blob());
  }

  @Test
  void pathIsNotFileAndDirectoryAtOnce() {
    assertThatThrownBy(() -> repo.commit("bad", files -> files.text("a", "x").text("a/b", "y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a");
  }
}
