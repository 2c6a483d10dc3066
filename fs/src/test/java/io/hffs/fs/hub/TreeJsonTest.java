package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeJsonTest {

  private static final String SHA1 = "ab".repeat(20);
  private static final String SHA256 = "cd".repeat(32);

  private final TreeJson tree = new TreeJson("hub");

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  private static String file(String path) {
    return "{'type':'file','oid':'" + SHA1 + "','size':3,'path':'" + path + "'}";
  }

  @Test
  void lfsFilesHaveTheDigestAndSizeOfTheirContent() throws Exception {
    tree.add(
        json(
            "[{'type':'file','oid':'"
                + SHA1
                + "','size':134,'path':'m','lfs':{'oid':'"
                + SHA256
                + "','size':5000000000,'pointerSize':134}}]"));

    assertThat(tree.files())
        .containsExactly(new TreeEntry(new RepoPath("m"), 5_000_000_000L, BlobId.sha256(SHA256)));
  }

  @Test
  void plainFilesHaveTheirGitDigest() throws Exception {
    tree.add(json("[{'type':'directory','oid':'x','size':0,'path':'d'}," + file("d/a") + "]"));

    assertThat(tree.files())
        .containsExactly(new TreeEntry(new RepoPath("d/a"), 3, BlobId.gitSha1(SHA1)));
  }

  @Test
  void maskedDigestIsNone() throws Exception {
    String masked = "*".repeat(64);
    tree.add(
        json(
            "[{'type':'file','oid':'"
                + SHA1
                + "','size':9,'path':'m','lfs':{'oid':'"
                + masked
                + "','size':9},'xetHash':'"
                + masked
                + "'}]"));

    assertThat(tree.files()).containsExactly(new TreeEntry(new RepoPath("m"), 9, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/abs", "a//b", "../up", "a/../b", "a/.", "C:/x", "nul\\u0000"})
  void namesThatCannotBeShownAreLeftOutAndCounted(String path) throws Exception {
    tree.add(json("[" + file("good") + "," + file(path) + "]"));

    assertThat(tree.files()).hasSize(1);
    assertThat(tree.skippedCount()).isEqualTo(1);
  }

  @Test
  void nameThatStandsTwiceCountsOnceAcrossPages() throws Exception {
    tree.add(json("[" + file("a") + "]"));
    tree.add(json("[" + file("a") + "]"));

    assertThat(tree.files()).hasSize(1);
    assertThat(tree.skippedCount()).isEqualTo(1);
    assertThat(tree.firstSkipped()).isEqualTo("a");
  }

  @Test
  void fileCannotBeADirectoryToo() throws Exception {
    tree.add(json("[" + file("a/b/c") + "," + file("a") + "," + file("ab") + "]"));

    assertThat(tree.files()).extracting(f -> f.path().value()).containsExactly("a", "ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'error':'no'}",
        "[{'type':'file','oid':'x','path':'a'}]",
        "[{'type':'file','oid':'x','path':'a','size':-1}]",
        "[{'type':'file','oid':'x','path':'a','size':'3'}]",
        "[{'type':'file','oid':'x','path':'a','size':1.5}]",
        "[{'type':'file','oid':'x','path':'a','size':9000000000000}]"
      })
  void listingThatBreaksTheProtocolIsRefused(String text) throws Exception {
    JsonNode page = json(text);

    assertThat(catchThrowableOfType(SourceException.class, () -> tree.add(page)).kind())
        .isEqualTo(Kind.CORRUPT);
  }
}
