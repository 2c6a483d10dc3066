package io.hffs.fs.vfs;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.faults.Steps;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Branches move under open files, refreshes, restarts and a Hub that is gone: against a model. */
class MovingTreeModelTest {

  private static final int STEPS = 200;

  @TempDir Path temp;

  @Test
  @FaultCase(44)
  void whatIsSeenIsAlwaysTheCommitThatTheModelHolds(FaultRun run) throws Exception {
    Random seeds = run.random();
    int runs = run.times(10, 1_000);
    long moves = 0;
    long refused = 0;
    for (int i = 0; i < runs; i++) {
      long seed = seeds.nextLong();
      Steps steps = new Steps();
      try (MovingTreeModel model =
          new MovingTreeModel(temp.resolve("run-" + i), new Random(seed), steps)) {
        for (int step = 0; step < STEPS; step++) {
          steps.run(seed, model::step);
        }
        moves += model.moves();
        refused += model.refused();
      }
    }
    run.fired(moves, "moves of a branch that was held");
    run.fired(refused, "looks while the source was away");
    run.figure(runs + " runs of " + STEPS + " steps equal to the model");
  }
}
