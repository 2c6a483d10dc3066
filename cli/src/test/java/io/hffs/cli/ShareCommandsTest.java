package io.hffs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs about what peers may have. */
class ShareCommandsTest extends CommandFixture {

  private static final String SHARE = "peers.share";

  @Test
  void patternsAreKeptInTheirOrder() {
    assertThat(hffs("conf", "share", "set", "org/*", "!org/secret")).isZero();
    assertThat(installation.stored).containsEntry(SHARE, "org/*, !org/secret");
    assertThat(hffs("conf", "share", "set", "!org/secret , org/* ,")).isZero();
    assertThat(installation.stored).containsEntry(SHARE, "!org/secret, org/*");

    assertThat(hffs("conf", "share", "show")).isZero();
    assertThat(out).isEqualToIgnoringNewLines("!org/secret, org/*");
    assertThat(err).contains("file config.json");
  }

  @Test
  void withoutPatternsAllIsShared() {
    hffs("conf", "share", "set", "org/*");

    assertThat(hffs("conf", "share", "reset")).isZero();

    assertThat(installation.stored).isEmpty();
    hffs("conf", "share", "get");
    assertThat(out).isEmpty();
    assertThat(err).contains("Every public repository is shared.");
  }

  @Test
  void aRunningDaemonNeedsNoRestart() {
    installation.running = true;

    hffs("noshare", "add", "org/model");
    hffs("conf", "share", "set", "org/*");
    hffs("conf", "share", "reset");

    assertThat(err).doesNotContain("hffs daemon stop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; noshare add org/model; !org/model",
        "''; noshare add -r org/model; !org/model",
        "''; noshare add --repo-type dataset org/model; !datasets/org/model",
        "org/*; noshare add org/model; org/*, !org/model",
        "!org/model, org/*; noshare add org/model; org/*, !org/model",
        "org/*, !org/model; noshare rm org/model; org/*",
        "!Org/Model, a/b; noshare add org/model; a/b, !org/model",
        "!org/model, !b/c, ! org/model; noshare remove org/model; !b/c"
      })
  void aDenialStandsLastAndOnce(String before, String line, String after) {
    installation.stored.put(SHARE, before);

    assertThat(hffs(line.split(" "))).isZero();

    assertThat(installation.stored).containsEntry(SHARE, after);
  }

  @Test
  void theLastDenialLeavesTheDefault() {
    hffs("noshare", "add", "org/model");

    assertThat(hffs("noshare", "rm", "org/model")).isZero();

    assertThat(installation.stored).isEmpty();
  }

  @Test
  void whatIsNotDeniedByItselfCannotBeTakenBack() {
    installation.stored.put(SHARE, "!org/*");

    assertThat(hffs("noshare", "rm", "org/model")).isEqualTo(1);
    assertThat(err).contains("org/model is not on the list; see 'hffs noshare ls'.");
  }

  @Test
  void denialsAreListed() throws Exception {
    assertThat(hffs("noshare", "ls")).isZero();
    assertThat(out).isEmpty();
    assertThat(err).contains("No repository is kept from peers.");
    installation.stored.put(SHARE, "org/*, !org/model, !b/*");
    hffs("noshare", "ls");
    assertThat(out.lines()).containsExactly("org/model", "b/*");
    hffs("noshare", "ls", "--json");
    assertThat(json().get(1).asText()).isEqualTo("b/*");
  }
}
