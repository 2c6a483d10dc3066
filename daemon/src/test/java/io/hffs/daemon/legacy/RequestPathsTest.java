package io.hffs.daemon.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathsTest {

  @ParameterizedTest
  @CsvSource({
    "/org/name/resolve/main/config.json, org/name, main, config.json",
    "/org/name/resolve/main/a/b/c.bin, org/name, main, a/b/c.bin",
    "/org/name/resolve/refs%2Fpr%2F1/a.txt, org/name, refs/pr/1, a.txt",
    "/gpt2/resolve/main/config.json, gpt2, main, config.json",
    "/datasets/org/name/resolve/main/a.csv, datasets/org/name, main, a.csv",
    "/datasets/squad/resolve/main/a.csv, datasets/squad, main, a.csv",
    "/spaces/org/name/resolve/v1.0/app.py, spaces/org/name, v1.0, app.py",
    "/org/name/resolve/main/sub%20dir/a+b%2Bc%23.txt, org/name, main, sub dir/a+b+c#.txt",
    "/org/name/resolve/main/sub%2Fdir/a, org/name, main, sub/dir/a",
    "/org/name/resolve/main/resolve/main/a, org/name, main, resolve/main/a",
    "/org/resolve/resolve/main/a, org/resolve, main, a",
    "/org/name/resolve/main/%E4%BD%A0, org/name, main, 你"
  })
  void aFileIsNamedAsOnTheHub(String raw, String repo, String revision, String path) {
    RepoAt.File file = RequestPaths.file(raw).orElseThrow();

    assertThat(file.tree().repo()).hasToString(repo);
    assertThat(file.tree().revision()).hasToString(revision);
    assertThat(file.path()).hasToString(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/resolve/main/a",
        "/org/name/resolve/main",
        "/org/name/resolve/main/",
        "/org/name/raw/main/a",
        "/a/b/c/resolve/main/a",
        "/kernels/a/b/resolve/main/a",
        "/org/name/resolve/main/../../etc/passwd",
        "/org/name/resolve/main/%2e%2e/%2E%2E/etc/passwd",
        "/org/name/resolve/main/..%2F..%2Fetc%2Fpasswd",
        "/org/name/resolve/main/..%5C..%5Cetc",
        "/org/name/resolve/main//etc/passwd",
        "/org/name/resolve/main/C:%5CWindows",
        "/org/name/resolve/main/a%00",
        "/org/name/resolve/main/%zz",
        "/org/name/resolve/main/a%",
        "/org/name/resolve/..%2Fmain/a",
        "/../name/resolve/main/a",
        "/org/..%2Fname/resolve/main/a",
        "/org/na--me/resolve/main/a"
      })
  void whatTheHubCouldNotHaveIsNoFile(String raw) {
    assertThat(RequestPaths.file(raw)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/models/org/name, org/name, main",
    "/api/models/org/name/revision/v1, org/name, v1",
    "/api/models/gpt2, gpt2, main",
    "/api/models/gpt2/revision/refs%2Fpr%2F1, gpt2, refs/pr/1",
    "/api/datasets/org/name/revision/main, datasets/org/name, main",
    "/api/spaces/org/name, spaces/org/name, main"
  })
  void aRepositoryIsNamedAsOnTheHub(String raw, String repo, String revision) {
    RepoAt at = RequestPaths.repo(raw).orElseThrow();

    assertThat(at.repo()).hasToString(repo);
    assertThat(at.revision()).hasToString(revision);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/models",
        "/api/models/",
        "/api/kernels/org/name",
        "/api/models/org/name/tree/main",
        "/api/models/org/name/revision/",
        "/api/models/a/b/c/d/e",
        "/api/whoami-v2"
      })
  void otherQuestionsToTheHubNameNoRepository(String raw) {
    assertThat(RequestPaths.repo(raw)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hffs", "hfmc"})
  void aFileListIsAskedByNameAndRevision(String program) {
    assertThat(RequestPaths.fileList("/" + program + "_api/fetch/repo_file_list/org/name/main"))
        .hasValueSatisfying(at -> assertThat(at.repo()).hasToString("org/name"));
    assertThat(RequestPaths.fileList("/" + program + "_api/fetch/repo_file_list/org/name"))
        .isEmpty();
  }
}
