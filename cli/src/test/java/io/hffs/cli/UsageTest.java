package io.hffs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong use, help and completion. */
class UsageTest extends CommandFixture {

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completionKnowsTheVerbs(String shell) {
    assertThat(hffs("completion", shell)).isZero();
    assertThat(out).contains("uninstall", "complete -F").contains("--include");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nope; Unmatched argument",
        "modell; Did you mean: hffs model",
        "model ad; Did you mean: model add",
        "mount; Missing required parameter: 'MOUNTPOINT'",
        "mount --forground x; --foreground",
        "model add bad//id; not a repository id: 'bad//id'",
        "model add; Which repository",
        "model add a/b -r c/d; Two repositories",
        "model add a/b ../x; not a path inside a repository",
        "model add a/b -v bad..rev; not a revision: 'bad..rev'",
        "model add a/b --repo-type car; Unknown repository type 'car'",
        "model ls -f x; Which repository",
        "noshare add; Which repository",
        "noshare add 'org/*'; not a repository id",
        "conf share set; Missing required parameter",
        "completion fish; there is bash and zsh",
        "refresh; Which repository",
        "cache pin; Which repository",
        "cache pin a/b@c..d; not a revision: 'c..d'",
        "cache unpin a/b -r a/b@main; Two repositories"
      })
  void wrongUseIsExplainedOnStandardError(String line, String explanation) {
    assertThat(hffs(line.split(" "))).isEqualTo(2);
    assertThat(err).contains(explanation).contains("--help");
    assertThat(out).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "model",
        "conf",
        "conf mirror",
        "daemon",
        "auth",
        "cache",
        "peer",
        "noshare",
        "conf share"
      })
  void aGroupWithoutAVerbShowsItsVerbs(String line) {
    assertThat(hffs(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err).contains("Usage: hffs").contains("Commands:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-h",
        "model --help",
        "model add --help",
        "conf cache set --help",
        "daemon start -h"
      })
  void helpIsEverywhereOnStandardOutput(String line) {
    assertThat(hffs(line.split(" "))).isZero();
    assertThat(out).containsOnlyOnce("Usage: hffs");
    assertThat(err).isEmpty();
  }

  @Test
  void theVersionIsShown() {
    assertThat(hffs("--version")).isZero();
    assertThat(out).matches("hffs \\S+\n");
  }

  @Test
  void verboseShowsTheCause() {
    api.failure =
        new ApiException(
            ErrorCode.UNAVAILABLE, "The Hub is out of reach.", new java.io.IOException("reset"));

    assertThat(hffs("-v", "model", "ls")).isEqualTo(1);
    assertThat(err).contains("Caused by: java.io.IOException: reset");
    assertThat(hffs("model", "ls")).isEqualTo(1);
    assertThat(err).isEqualToIgnoringNewLines("hffs: The Hub is out of reach.");
  }
}
