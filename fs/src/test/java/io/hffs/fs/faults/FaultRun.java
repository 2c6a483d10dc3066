package io.hffs.fs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One run of a case: its length, its seed, what it found. The length is "quick" unless {@code
 * -Dhffs.faults=full}. The seed is that of {@code -Dhffs.seed=N}; without it a full run takes a new
 * one, which is printed, and a quick one always the same: what a change is judged by must not find
 * the faults of others. For use by the test's thread only.
 */
public final class FaultRun {

  private static final boolean FULL = "full".equals(System.getProperty("hffs.faults"));

  private final long seed = Long.getLong("hffs.seed", FULL ? System.nanoTime() & 0xFFFF_FFFFL : 1);
  private final List<String> figures = new ArrayList<>();
  private boolean fired;

  FaultRun() {}

  public static boolean isFull() {
    return FULL;
  }

  /** How often to do it: the first number in an ordinary run, the second in the fault suite. */
  public int times(int quick, int full) {
    return FULL ? full : quick;
  }

  /** A new generator from the seed of this run: the same numbers each time it is asked for. */
  public Random random() {
    return new Random(seed);
  }

  public long seed() {
    return seed;
  }

  /**
   * Proves that the fault was really there. A case that never calls it fails: without its fault it
   * shows nothing.
   *
   * @param count how often the fault was seen to happen, by whoever makes it, not by whoever is to
   *     survive it
   * @param what in a few words, for the table: "connections cut"
   */
  public void fired(long count, String what) {
    assertThat(count).as("the fault happened: %s", what).isPositive();
    fired = true;
    figures.add(count + " " + what);
  }

  /** Takes down a figure for the table, in a few words with its unit: "longest wait 3.1 s". */
  public void figure(String text) {
    figures.add(text);
  }

  boolean hasFired() {
    return fired;
  }

  String figures() {
    return String.join("; ", figures).replaceAll("[\t\n\r]+", " ");
  }
}
