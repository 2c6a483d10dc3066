package io.hffs.fs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.faults.Steps;
import io.hffs.fs.range.ByteRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random operations on the tracker against two bit sets; the steps are in the failure. */
class PresenceTrackerModelTest {

  private static final int CHUNK = 16;

  private static final int STEPS = 400;

  @Test
  @FaultCase(44)
  void behavesAsTheModel(FaultRun run) {
    Random seeds = run.random();
    int runs = run.times(20, 1_000);
    long failures = 0;
    for (int i = 0; i < runs; i++) {
      long seed = seeds.nextLong();
      Random random = new Random(seed);
      Steps steps = new Steps();
      Model model = new Model(new ChunkGrid(1 + random.nextInt(700), CHUNK), random, steps);
      for (int step = 0; step < STEPS; step++) {
        steps.run(
            seed,
            () -> {
              model.step();
              model.compare();
            });
      }
      failures += model.failures;
    }
    run.fired(failures, "failed fetches");
    run.figure(runs + " runs of " + STEPS + " steps equal to the model");
  }

  /** What the tracker should say, kept in the simplest way. */
  private static final class Model {
    private final ChunkGrid grid;
    private final Random random;
    private final PresenceTracker tracker;
    private final BitSet present = new BitSet();
    private final BitSet recorded = new BitSet();
    private final BitSet pending = new BitSet();
    private final List<Gap> gaps = new ArrayList<>();
    private final Steps steps;
    private long failures;

    Model(ChunkGrid grid, Random random, Steps steps) {
      this.steps = steps;
      this.grid = grid;
      this.random = random;
      this.tracker = new PresenceTracker(grid);
    }

    void step() {
      int chunk = random.nextInt(grid.count());
      int kind = random.nextInt(9);
      steps.note("operation %d, chunk %d of %d".formatted(kind, chunk, grid.count()));
      switch (kind) {
        case 0, 1 -> claim();
        case 2 -> {
          tracker.record(chunk);
          if (!present.get(chunk) && !pending.get(chunk)) {
            recorded.set(chunk);
          }
        }
        case 3 -> {
          tracker.confirm(chunk);
          if (recorded.get(chunk)) {
            recorded.clear(chunk);
            present.set(chunk);
          }
        }
        case 4 -> {
          assertThat(tracker.reject(chunk)).isEqualTo(recorded.get(chunk));
          recorded.clear(chunk);
        }
        case 5 -> {
          assertThat(tracker.drop(chunk)).isEqualTo(present.get(chunk) || recorded.get(chunk));
          recorded.clear(chunk);
          present.clear(chunk);
        }
        case 6, 7 -> advance();
        default -> end();
      }
    }

    private void claim() {
      ByteRange wanted = randomRange();
      BitSet expected = new BitSet();
      for (int c = grid.indexOf(wanted.start()); c < grid.endIndexOf(wanted); c++) {
        expected.set(c, !present.get(c) && !recorded.get(c) && !pending.get(c));
      }
      long max = CHUNK * (1L + random.nextInt(4));
      BitSet claimed = new BitSet();
      for (Gap gap : tracker.claim(wanted, max, FetchPriority.CRITICAL)) {
        assertThat(gap.range().length()).isBetween(1L, max);
        BitSet own = chunksOf(gap.range());
        assertThat(claimed.intersects(own)).isFalse();
        claimed.or(own);
        gaps.add(gap);
      }
      assertThat(claimed).isEqualTo(expected);
      pending.or(claimed);
    }

    private void advance() {
      if (gaps.isEmpty()) {
        return;
      }
      Gap gap = gaps.get(random.nextInt(gaps.size()));
      int chunk = grid.indexOf(Math.min(gap.highWater(), gap.range().end() - 1));
      long end = grid.rangeOf(chunk).end();
      GapWaiter early = tracker.await(new ByteRange(end - 1, end)).orElseThrow();
      assertThat(isAwake(early)).isEqualTo(gap.highWater() >= end);
      GapWaiter waiter = tracker.await(new ByteRange(end - 1, end)).orElseThrow();
      if (gap.highWater() < end && random.nextBoolean() && !present.get(chunk)) {
        gap.present(chunk);
        present.set(chunk);
      }
      gap.progress(end);
      assertThat(isAwake(waiter)).isTrue();
    }

    private void end() {
      if (gaps.isEmpty()) {
        return;
      }
      Gap gap = gaps.remove(random.nextInt(gaps.size()));
      if (random.nextBoolean()) {
        gap.finish();
      } else {
        gap.fail(new IOException("as the test wants"));
        failures++;
      }
      pending.andNot(chunksOf(gap.range()));
    }

    void compare() {
      long bytes = 0;
      for (int c = 0; c < grid.count(); c++) {
        assertThat(tracker.isPresent(c)).isEqualTo(present.get(c));
        assertThat(tracker.isRecorded(c)).isEqualTo(recorded.get(c));
        assertThat(tracker.pending(c).isPresent()).isEqualTo(pending.get(c));
        bytes += present.get(c) || recorded.get(c) ? grid.lengthOf(c) : 0;
      }
      assertThat(tracker.presentBytes()).isEqualTo(bytes);
      assertThat(tracker.isFull()).isEqualTo(bytes == grid.sizeBytes());
      ByteRange range = randomRange();
      BitSet inRange = chunksOf(range);
      BitSet missing = (BitSet) inRange.clone();
      missing.andNot(present);
      assertThat(tracker.isPresent(range)).isEqualTo(missing.isEmpty());
      missing.andNot(recorded);
      assertThat(tracker.isHeld(range)).isEqualTo(missing.isEmpty());
      assertThat(tracker.invariant()).isTrue();
    }

    private ByteRange randomRange() {
      long start = random.nextInt((int) grid.sizeBytes());
      return new ByteRange(start, start + 1 + random.nextInt((int) (grid.sizeBytes() - start)));
    }

    private BitSet chunksOf(ByteRange range) {
      BitSet chunks = new BitSet();
      chunks.set(grid.indexOf(range.start()), grid.endIndexOf(range));
      return chunks;
    }
  }

  private static boolean isAwake(GapWaiter waiter) {
    try {
      waiter.await(System.nanoTime() - 1);
      return true;
    } catch (ReadTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
