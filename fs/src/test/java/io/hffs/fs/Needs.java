package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs of the machine: skips it where that is missing, but fails when CI is set. */
public final class Needs {

  private Needs() {}

  public static void need(boolean met, String what) {
    if ("true".equals(System.getenv("CI"))) {
      assertThat(met).as(what).isTrue();
    }
    assumeTrue(met, what);
  }
}
