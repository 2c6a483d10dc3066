package io.hffs.fs.fuzz;

/** What Jazzer calls; the target's name is its argument. */
public final class JazzerTarget {

  private static FuzzTarget target;

  private JazzerTarget() {}

  public static void fuzzerInitialize(String[] arguments) {
    target =
        FuzzTarget.below("io.hffs").stream()
            .filter(each -> each.name().equals(arguments[0]))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no target " + arguments[0]));
  }

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    target.parser().accepts(input);
  }

  /** Prints the names of all targets. */
  public static void main(String[] arguments) {
    FuzzTarget.below("io.hffs").forEach(System.out::println);
  }
}
