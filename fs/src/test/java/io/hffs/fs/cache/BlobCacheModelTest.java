package io.hffs.fs.cache;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.faults.Steps;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random operations on a cache, its crashes and bad disks among them, against a model of it. */
class BlobCacheModelTest {

  private static final int STEPS = 200;

  @TempDir Path temp;

  @Test
  @FaultCase(44)
  void itHoldsWhatTheModelSaysAndReadsEqual(FaultRun run) throws Exception {
    run(run, Long.MAX_VALUE);
  }

  @Test
  @FaultCase(44)
  void withAQuotaOfFewChunksItReadsEqual(FaultRun run) throws Exception {
    run(run, 5L * CacheFixture.MIB);
  }

  private void run(FaultRun run, long quotaBytes) throws Exception {
    Random seeds = run.random();
    int runs = run.times(2, 500);
    long crashes = 0;
    long flips = 0;
    long failures = 0;
    for (int i = 0; i < runs; i++) {
      long seed = seeds.nextLong();
      Steps steps = new Steps();
      try (BlobCacheModel model =
          new BlobCacheModel(temp.resolve("run-" + i), quotaBytes, new Random(seed), steps)) {
        for (int step = 0; step < STEPS; step++) {
          steps.run(seed, model::step);
        }
        crashes += model.crashes();
        flips += model.flips();
        failures += model.failures();
      }
    }
    run.fired(crashes, "crashes");
    run.fired(flips, "flipped bytes on disk");
    run.fired(failures, "failures of the source");
    run.figure(runs + " runs of " + STEPS + " steps equal to the model");
  }
}
