package io.hffs.fs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the table of the fault suite is made of. */
class FaultCaseExtensionTest {

  @Test
  void theCatalogueNumbersItsCasesWithoutAGap() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/test/resources/io/hffs/fs/faults/fault-cases.tsv"));
    assertThat(lines).hasSize(46);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i).split("\t")).as(lines.get(i)).hasSize(3).startsWith("" + (i + 1));
    }
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    FaultRun run = new FaultRun();
    assertThat(run.random().nextLong()).isEqualTo(run.random().nextLong());
  }

  @Test
  void aCountOfZeroIsNoProof() {
    FaultRun run = new FaultRun();
    assertThatThrownBy(() -> run.fired(0, "cuts"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the fault happened: cuts");
    assertThat(run.hasFired()).isFalse();
    run.fired(2, "cuts");
    run.figure("longest wait 1.3 s");
    assertThat(run.hasFired()).isTrue();
    assertThat(run.figures()).isEqualTo("2 cuts; longest wait 1.3 s");
  }
}
