package io.hffs.fs.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionTest {

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @ParameterizedTest
  @CsvSource({
    "main,                 main",
    "v1.0.2,               v1.0.2",
    "refs/pr/1,            refs%2Fpr%2F1",
    "refs/convert/parquet, refs%2Fconvert%2Fparquet",
    "feat/a/b,             feat%2Fa%2Fb",
    "版本,                  版本",
    "a@b,                  a@b",
    "-x,                   -x",
    "a'b\"c#d&e,           a'b\"c#d&e",
  })
  void encodesAsOneSegmentAndReadsBack(String name, String encoded) {
    Revision revision = new Revision(name);

    assertThat(revision.encoded()).isEqualTo(encoded).doesNotContain("/");
    assertThat(Revision.fromEncoded(encoded)).contains(revision);
  }

  @Test
  void lowerCaseEscapesAreReadToo() {
    assertThat(Revision.fromEncoded("refs%2fpr%2f1")).contains(new Revision("refs/pr/1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        ".",
        "..",
        ".hidden",
        "a/.b",
        "a..b",
        "a.",
        "/a",
        "a/",
        "a//b",
        "a.lock",
        "a.lock/b",
        "a b",
        "a\tb",
        "a\nb",
        "a\u0000b",
        "a\u007fb",
        "a~1",
        "a^",
        "a:b",
        "a?",
        "a*",
        "a[b",
        "a\\b",
        "a@{1}",
        "50%",
        "a%20b",
        "\ud800"
      })
  void refusesWhatGitCouldNotName(String name) {
    assertThat(Revision.isValid(name)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Revision(name))
        .withMessageContaining("not a revision");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%2F", "a%2F", "%2Fa", "a%2F%2Fb", ".git", "a%25b", "..", "%2E%2E"})
  void refusesDirectoryNamesThatStandForNoRevision(String segment) {
    assertThat(Revision.fromEncoded(segment)).isEmpty();
  }

  @Test
  void isAtMostAsLongAsANameInADirectory() {
    assertThat(Revision.isValid("x".repeat(255))).isTrue();
    assertThat(Revision.isValid("x".repeat(256))).isFalse();
    // Three bytes each in UTF-8, and three for each escaped slash.
    assertThat(Revision.isValid("版".repeat(85))).isTrue();
    assertThat(Revision.isValid("版".repeat(86))).isFalse();
    assertThat(Revision.isValid("a/".repeat(63) + "abc")).isTrue();
    assertThat(Revision.isValid("a/".repeat(63) + "abcd")).isFalse();
  }

  @Test
  void fullCommitIsRecognised() {
    assertThat(new Revision(COMMIT).commit()).contains(new CommitHash(COMMIT));
    assertThat(Revision.of(new CommitHash(COMMIT))).isEqualTo(new Revision(COMMIT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "0123456", "0123456789ABCDEF0123456789ABCDEF01234567"})
  void otherNamesAreNoCommit(String name) {
    assertThat(new Revision(name).commit()).isEmpty();
  }
}
