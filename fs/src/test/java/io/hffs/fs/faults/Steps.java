package io.hffs.fs.faults;

import java.util.ArrayList;
import java.util.List;

/** The steps of one run against a model, for who has to find out why it failed. Not thread-safe. */
public final class Steps {

  /** One of them; may fail in any way. */
  @FunctionalInterface
  public interface Step {
    void run() throws Exception;
  }

  private final List<String> done = new ArrayList<>();

  /** Notes what is about to be done. */
  public void note(String step) {
    done.add(step);
  }

  /**
   * Runs a step; when it fails, all that were noted are in the message.
   *
   * @param seed of the run
   */
  public void run(long seed, Step step) {
    try {
      step.run();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "seed " + seed + ", steps:\n  " + String.join("\n  ", done) + "\n" + e, e);
    }
  }
}
