package io.hffs.fs.fuzz;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The parsers of this module. */
class ParserFuzzTest {

  private static final Path CORPORA = Path.of("src/test/resources/io/hffs/fs/fuzz");

  static List<FuzzTarget> targets() {
    return FuzzTarget.below("io.hffs.fs");
  }

  @ParameterizedTest
  @MethodSource("targets")
  @FaultCase(43)
  void garbageIsReadOrRefused(FuzzTarget target, FaultRun run) throws Exception {
    new Fuzzer(target, CORPORA).run(run, run.times(2_000, 1_000_000));
  }
}
