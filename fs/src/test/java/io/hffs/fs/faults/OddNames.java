package io.hffs.fs.faults;

import java.util.List;
import java.util.Random;

/** Names that are made to lead somewhere else, drawn from the parts that such names have. */
public final class OddNames {

  private static final List<String> PARTS =
      List.of(
          "..",
          ".",
          "/",
          "//",
          "\\",
          "%2e",
          "%2E%2e",
          "%2f",
          "%5c",
          "%252e%252e",
          "%252f",
          "..;",
          "%00",
          "%0d%0aX-Evil:%201",
          "%c0%ae",
          "%c0%af",
          "%e0%80%ae",
          "%ff",
          "%ed%a0%80",
          "%u002e",
          "~root",
          "C:",
          "%7e",
          "etc",
          "passwd",
          "device.pem",
          "peers.json",
          "api-token",
          "blobs",
          "org",
          "open",
          "main",
          "\u2024",
          "\u202e",
          "\uff0e\uff0e",
          "a".repeat(300),
          "A".repeat(4096));

  private static final int MAX_PARTS = 12;

  private final Random random;

  public OddNames(Random random) {
    this.random = random;
  }

  /** Returns one; in all of them something is odd. */
  public String next() {
    StringBuilder name = new StringBuilder(random.nextBoolean() ? "../" : "%2e%2e%2f");
    for (int i = random.nextInt(MAX_PARTS); i >= 0; i--) {
      name.append(PARTS.get(random.nextInt(PARTS.size())));
    }
    return name.toString();
  }
}
