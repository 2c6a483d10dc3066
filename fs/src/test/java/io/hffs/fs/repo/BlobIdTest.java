package io.hffs.fs.repo;

import static io.hffs.fs.repo.BlobId.Algorithm.GIT_SHA1;
import static io.hffs.fs.repo.BlobId.Algorithm.SHA256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobIdTest {

  private static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final String EMPTY_GIT = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

  @Test
  void lengthTellsTheAlgorithm() {
    assertThat(BlobId.fromHex(EMPTY_SHA256)).contains(BlobId.sha256(EMPTY_SHA256));
    assertThat(BlobId.fromHex(EMPTY_GIT)).contains(BlobId.gitSha1(EMPTY_GIT));
    assertThat(BlobId.sha256(EMPTY_SHA256).algorithm()).isEqualTo(SHA256);
    assertThat(BlobId.gitSha1(EMPTY_GIT).algorithm()).isEqualTo(GIT_SHA1);
  }

  @Test
  void printsItsDigits() {
    assertThat(BlobId.gitSha1(EMPTY_GIT)).hasToString(EMPTY_GIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c539",
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c53911",
        "E69DE29BB2D1D6434B8B29AE775AD8C2E48C5391",
        "\"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\"",
        "****************************************************************",
        "../../../../../../../../etc/passwd000000"
      })
  void otherTextsAreNoDigest(String text) {
    assertThat(BlobId.fromHex(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> BlobId.gitSha1(text));
    assertThatIllegalArgumentException().isThrownBy(() -> BlobId.sha256(text));
  }

  @Test
  void aDigestOfTheOtherAlgorithmIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> BlobId.sha256(EMPTY_GIT));
    assertThatIllegalArgumentException().isThrownBy(() -> BlobId.gitSha1(EMPTY_SHA256));
  }
}
