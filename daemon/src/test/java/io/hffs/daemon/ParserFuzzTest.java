package io.hffs.daemon;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.fuzz.FuzzTarget;
import io.hffs.fs.fuzz.Fuzzer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The parsers of this module. */
class ParserFuzzTest {

  private static final Path CORPORA = Path.of("src/test/resources/io/hffs/daemon/fuzz");

  static List<FuzzTarget> targets() {
    return FuzzTarget.below("io.hffs.daemon");
  }

  @ParameterizedTest
  @MethodSource("targets")
  @FaultCase(43)
  void garbageIsReadOrRefused(FuzzTarget target, FaultRun run) throws Exception {
    new Fuzzer(target, CORPORA).run(run, run.times(2_000, 1_000_000));
  }
}
