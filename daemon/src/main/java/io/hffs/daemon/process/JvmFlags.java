package io.hffs.daemon.process;

import java.util.ArrayList;
import java.util.List;

/** The flags of the daemon's JVM. */
final class JvmFlags {

  private JvmFlags() {}

  /**
   * Heap: the daemon holds indexes, not content. Out of memory in the native bridge cannot be
   * turned into an errno, so it ends the process, and the next mount cleans up. Native access:
   * jnr-ffi loads libfuse; JDK 24 warns without the flag, 17 accepts it. So it is with its use of
   * sun.misc.Unsafe, but 17 does not know that flag. The encoding of text: JDK 17 would take it
   * from the locale.
   *
   * @param release of the JVM that gets them: 17, 25
   */
  static List<String> forDaemon(int release) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-Xshare:auto",
                "-Xms64m",
                "-Xmx1g",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "--enable-native-access=ALL-UNNAMED"));
    if (release >= 24) {
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return flags;
  }
}
