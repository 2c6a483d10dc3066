package io.hffs.fs.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepoPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "sub dir/a+b#%c.txt",
        ".gitattributes",
        "a/.hidden/b",
        "...",
        "a..b",
        "a../b",
        "..a/b",
        "a..\\b",
        "a\\b",
        "a:b",
        "C:x",
        "~",
        "文件/模型.bin",
        "e\u0301",
        "\u00e9",
        "line\nbreak",
        "😀.txt",
        "%2e%2e/x",
        "what?.txt",
        "a*b"
      })
  void acceptsAnyNameThatStaysInside(String path) {
    assertThat(new RepoPath(path)).hasToString(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "./a",
        "a/./b",
        "a/.",
        "..",
        "../a",
        "a/../b",
        "a/..",
        "a\u0000b",
        // The same by the rules of Windows, where a mirror of the path may end up.
        "..\\a",
        "a\\..\\b",
        "a\\..",
        "a/..\\b",
        "a/b\\..",
        "\\a",
        "\\\\host\\share",
        "C:\\a",
        "C:/a",
        "c:\\a\nb",
        // No UTF-8 for half a character: two names would become one.
        "a\ud800",
        "\udc00b"
      })
  void refusesWhatCouldLeaveTheDirectoryOrHasNoName(String path) {
    assertThat(RepoPath.isValid(path)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new RepoPath(path));
  }

  @Test
  void eachSegmentHasAtMost255Bytes() {
    assertThat(RepoPath.isValid("x".repeat(255) + "/" + "y".repeat(255))).isTrue();
    assertThat(RepoPath.isValid("d/" + "x".repeat(256))).isFalse();
    assertThat(RepoPath.isValid("文".repeat(85))).isTrue();
    assertThat(RepoPath.isValid("文".repeat(86))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"config.json, config.json, ''", "a/b, b, a", "a b/c/d.bin, d.bin, a b/c"})
  void splitsIntoNameAndParent(String path, String name, String parent) {
    assertThat(new RepoPath(path).name()).isEqualTo(name);
    assertThat(new RepoPath(path).parent()).isEqualTo(parent);
  }

  @Test
  void differsByCaseAndByUnicodeForm() {
    assertThat(new RepoPath("A")).isNotEqualTo(new RepoPath("a"));
    assertThat(new RepoPath("\u00e9")).isNotEqualTo(new RepoPath("e\u0301"));
  }

  @Test
  void aPathThatNoProgramCouldNameIsRefused() {
    assertThat(RepoPath.isValid("a/".repeat(2047) + "b")).isTrue();
    assertThat(RepoPath.isValid("a/".repeat(2048) + "b")).isFalse();
    assertThat(RepoPath.isValid("/\u6587".repeat(1500).substring(1))).isFalse();
  }
}
