package io.hffs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.DownloadRequest;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovalView;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs of repositories. */
class ModelCommandsTest extends CommandFixture {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model add org/model sub/a.bin --revision v1",
        "model add org/model sub/a.bin -v v1",
        "model add -r org/model -f sub/a.bin -v v1",
        "model add --repo_id org/model --file sub/a.bin --revision v1",
        "model add --repo-id=org/model --file=sub/a.bin --revision=v1",
        "model add --revision v1 org/model sub/a.bin --resume-download"
      })
  void bothSpellingsOfAddMeanTheSame(String line) {
    assertThat(hffs(line.split(" "))).isZero();

    assertThat(api.asked)
        .containsExactly(
            new DownloadRequest(
                FakeApi.REPO,
                new Revision("v1"),
                new RepoPath("sub/a.bin"),
                List.of(),
                List.of(),
                null));
  }

  @Test
  void addPrintsOnlyThePathOnStandardOutput() {
    assertThat(hffs("model", "add", "org/model")).isZero();

    assertThat(out).isEqualToIgnoringNewLines("/cache/snapshot");
    assertThat(err).contains("0% ").contains("100% ").contains("3 files, 1.0 kB (900 B fetched)");
    assertThat(api.closed).isTrue();
  }

  @Test
  void addStartsTheDaemonOnlyWhereThereAreMachinesToAsk() {
    hffs("model", "add", "org/model");
    assertThat(installation.done).containsExactly("in process: model add");

    installation.paired = true;
    hffs("model", "add", "org/model");

    assertThat(installation.done).containsExactly("in process: model add", "start null null");
    assertThat(api.closed).isTrue();
  }

  @Test
  void addCanBeQuiet() {
    assertThat(hffs("model", "add", "-q", "org/model")).isZero();

    assertThat(out).isEqualToIgnoringNewLines("/cache/snapshot");
    assertThat(err).isEmpty();
  }

  @Test
  void addTakesPatternsTypesAndAToken() {
    hffs(
        "model",
        "add",
        "--include",
        "*.json",
        "--include",
        "a/",
        "--exclude",
        "*.bin",
        "--repo-type",
        "dataset",
        "--token",
        "hf_x",
        "org/model");

    assertThat(api.asked)
        .containsExactly(
            new DownloadRequest(
                RepoId.parse("datasets/org/model"),
                Revision.MAIN,
                null,
                List.of("*.json", "a/"),
                List.of("*.bin"),
                new AccessToken("hf_x")));
  }

  @Test
  void addWorksWithoutADaemonAndWithOne() {
    hffs("model", "add", "org/model");
    assertThat(installation.done).containsExactly("in process: model add");

    installation.running = true;
    installation.done.clear();
    hffs("model", "add", "org/model");
    assertThat(installation.done).isEmpty();
  }

  @Test
  void lsListsRepositories() throws Exception {
    assertThat(hffs("model", "ls")).isZero();
    assertThat(out.lines())
        .containsExactly(
            "REPO ID    SIZE    NB FILES  LOCAL PATH",
            "org/model  1.5 MB  2         /cache/hub/models--org--model");
    hffs("model", "ls", "--json");
    assertThat(json().get(0).get("repo").asText()).isEqualTo("org/model");
    api.repos = List.of();
    hffs("model", "ls");
    assertThat(err).contains("No repos found.");
    assertThat(out).isEmpty();
  }

  @Test
  void lsListsFilesOfARepository() {
    assertThat(hffs("model", "ls", "-r", "org/model")).isZero();
    assertThat(out.lines())
        .containsExactly(
            "REFS  COMMIT    FILE         SIZE    PATH",
            "main  01234567  config.json  10 B    /cache/hub/01234567/config.json",
            "main  01234567  model.bin    1.0 kB  (42% cached)",
            "      fedcba98  config.json  11 B    /cache/hub/fedcba98/config.json");
    hffs("model", "ls", "org/model", "-v", "fedcba98");
    assertThat(out.lines()).hasSize(2);
    hffs("model", "ls", "org/model", "-v", "nope");
    assertThat(err).contains("No files found.");
  }

  @Test
  void lsPrintsThePathOfOneFile() {
    assertThat(hffs("model", "ls", "-r", "org/model", "-f", "config.json")).isZero();
    assertThat(out).isEqualToIgnoringNewLines("/cache/hub/01234567/config.json");
    assertThat(hffs("model", "ls", "org/model", "config.json", "--revision", "fedcba")).isZero();
    assertThat(out).isEqualToIgnoringNewLines("/cache/hub/fedcba98/config.json");
  }

  @Test
  void lsDoesNotPrintThePathOfHalfAFile() {
    assertThat(hffs("model", "ls", "org/model", "model.bin")).isEqualTo(1);
    assertThat(out).isEmpty();
    assertThat(err).contains("Only 42% of model.bin").contains("hffs model add org/model");
    assertThat(hffs("model", "ls", "org/model", "other.bin")).isEqualTo(1);
    assertThat(err).contains("other.bin of org/model at main is not cached");
  }

  @Test
  void rmShowsAsksAndRemoves() {
    input = "y\n";

    assertThat(hffs("model", "rm", "org/model")).isZero();

    assertThat(api.asked)
        .containsExactly(
            new RemovalRequest(FakeApi.REPO, null, null, true),
            new RemovalRequest(FakeApi.REPO, null, null, false));
    assertThat(err).contains("To be removed, 2.0 MB:").contains("[y/N]").contains("freed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"n\n", "\n", "", "yep\n"})
  void rmWithoutAYesRemovesNothing(String answer) {
    input = answer;

    assertThat(hffs("model", "rm", "org/model")).isEqualTo(1);

    assertThat(api.asked).containsExactly(new RemovalRequest(FakeApi.REPO, null, null, true));
    assertThat(err).contains("Nothing was removed.");
  }

  @Test
  void rmOfAFileIsOfMainUnlessSaid() {
    hffs("model", "rm", "--yes", "org/model", "a.bin");

    assertThat(api.asked.get(1))
        .isEqualTo(new RemovalRequest(FakeApi.REPO, Revision.MAIN, new RepoPath("a.bin"), false));
  }

  @Test
  void rmOfNothingIsFine() {
    api.removal = new RemovalView(List.of(), 0);

    assertThat(hffs("model", "rm", "org/model")).isZero();
    assertThat(err).contains("Nothing to remove.");
  }

  @Test
  void refreshTellsWhatMoved() {
    assertThat(hffs("refresh", "org/model")).isZero();
    assertThat(out.lines())
        .containsExactly("REF   COMMIT    WAS", "main  01234567  fedcba98", "v1    fedcba98  new");
  }
}
