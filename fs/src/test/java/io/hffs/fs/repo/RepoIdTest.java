package io.hffs.fs.repo;

import static io.hffs.fs.repo.RepoType.DATASET;
import static io.hffs.fs.repo.RepoType.MODEL;
import static io.hffs.fs.repo.RepoType.SPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepoIdTest {

  /** What huggingface_hub 1.33 accepts as a repository id. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt2",
        "a",
        "_",
        "9",
        "__",
        "_a_",
        "a-b",
        "a.b.c",
        "1.5",
        "a-.b",
        "a.-b",
        "a-_",
        "git",
        "a.gitx",
        "a.GIT",
        "foo/bar",
        "Qwen/Qwen3-0.6B"
      })
  void acceptsWhatTheOfficialClientAccepts(String id) {
    assertThat(RepoId.parse(id).id()).isEqualTo(id);
  }

  /** What huggingface_hub 1.33 refuses. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-a",
        "a-",
        ".a",
        "a.",
        "a--b",
        "a---b",
        "--",
        "a..b",
        "..",
        "a/..",
        "../a",
        "a.git",
        ".git",
        "foo/bar.git",
        "o/.b",
        "o/b.",
        "/a",
        "a/",
        "a/b/c",
        "a b",
        "é",
        "a/é",
        "a\n",
        "a\u0000b",
        "a%2Fb",
        "a\\b",
        "a:b",
        "a@main"
      })
  void refusesWhatTheOfficialClientRefuses(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RepoId.parse(id))
        .withMessageContaining("not a repository id")
        .withMessageContaining("write org/name");
  }

  @Test
  void eachPartHasAtMost96Characters() {
    String longest = "x".repeat(96);
    assertThat(RepoId.parse(longest + "/" + longest).name()).hasSize(96);
    assertThatIllegalArgumentException().isThrownBy(() -> RepoId.parse(longest + "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> RepoId.parse(longest + "x/b"));
    assertThatIllegalArgumentException().isThrownBy(() -> RepoId.parse("a/" + longest + "x"));
  }

  @ParameterizedTest
  @CsvSource({
    "gpt2,                            MODEL,   gpt2,            gpt2",
    "Qwen/Qwen3-0.6B,                 MODEL,   Qwen/Qwen3-0.6B, Qwen/Qwen3-0.6B",
    "models/Qwen/Qwen3-0.6B,          MODEL,   Qwen/Qwen3-0.6B, Qwen/Qwen3-0.6B",
    "datasets/stanfordnlp/imdb,       DATASET, stanfordnlp/imdb, datasets/stanfordnlp/imdb",
    "datasets/squad,                  DATASET, squad,           datasets/squad",
    "spaces/org/demo,                 SPACE,   org/demo,        spaces/org/demo",
    "hf://Qwen/Qwen3-0.6B,            MODEL,   Qwen/Qwen3-0.6B, Qwen/Qwen3-0.6B",
    "hf://models/Qwen/Qwen3-0.6B,     MODEL,   Qwen/Qwen3-0.6B, Qwen/Qwen3-0.6B",
    "hf://datasets/stanfordnlp/imdb,  DATASET, stanfordnlp/imdb, datasets/stanfordnlp/imdb",
    "hf://spaces/org/demo,            SPACE,   org/demo,        spaces/org/demo",
  })
  void parsesEverySpelling(String text, RepoType type, String id, String printed) {
    RepoId repo = RepoId.parse(text);

    assertThat(repo.type()).isEqualTo(type);
    assertThat(repo.id()).isEqualTo(id);
    assertThat(repo).hasToString(printed);
    assertThat(RepoId.parse(repo.toString())).isEqualTo(repo);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt2,                      models--gpt2",
    "Qwen/Qwen3-0.6B,           models--Qwen--Qwen3-0.6B",
    "datasets/stanfordnlp/imdb, datasets--stanfordnlp--imdb",
    "datasets/squad,            datasets--squad",
    "spaces/org/a-b_c.d,        spaces--org--a-b_c.d",
  })
  void cacheFolderIsTheOfficialOneAndReadsBack(String text, String folder) {
    RepoId repo = RepoId.parse(text);

    assertThat(repo.cacheFolder()).isEqualTo(folder);
    assertThat(RepoId.fromCacheFolder(folder)).contains(repo);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "models",
        "models--",
        "models----b",
        "models--a--",
        "models--a--b--c",
        "models--.a--b",
        "models--a--b.git",
        "model--a--b",
        "Models--a--b",
        "kernels--a--b",
        ".locks",
        "version.txt"
      })
  void otherFoldersOfACacheAreNoRepositories(String folder) {
    assertThat(RepoId.fromCacheFolder(folder)).isEmpty();
  }

  @Test
  void sameNameInAnotherKindIsAnotherRepository() {
    assertThat(new RepoId(MODEL, "org", "x"))
        .isNotEqualTo(new RepoId(DATASET, "org", "x"))
        .isNotEqualTo(new RepoId(SPACE, "org", "x"))
        .isNotEqualTo(new RepoId(MODEL, null, "x"))
        .isNotEqualTo(new RepoId(MODEL, "ORG", "x"));
  }

  @Test
  void sortsByKindThenById() {
    List<RepoId> ids = new ArrayList<>();
    for (String text : List.of("spaces/a/a", "b/a", "a/b", "datasets/a/a", "a", "a/a")) {
      ids.add(RepoId.parse(text));
    }
    ids.sort(null);

    assertThat(ids)
        .extracting(RepoId::toString)
        .containsExactly("a", "a/a", "a/b", "b/a", "datasets/a/a", "spaces/a/a");
  }
}
