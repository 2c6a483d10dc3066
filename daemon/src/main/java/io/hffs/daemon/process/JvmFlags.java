package io.hffs.daemon.process;

import java.util.List;

/** The flags of the daemon's JVM. */
final class JvmFlags {

  private JvmFlags() {}

  /**
   * Heap: the daemon holds indexes, not content. Out of memory in the native bridge cannot be
   * turned into an errno, so it ends the process, and the next mount cleans up. Native access:
   * jnr-ffi loads libfuse; JDK 24 warns without the flag, 17 accepts it. The encoding of text: JDK
   * 17 would take it from the locale.
   */
  static List<String> forDaemon() {
    return List.of(
        "-Xshare:auto",
        "-Xms64m",
        "-Xmx1g",
        "-XX:+ExitOnOutOfMemoryError",
        "-Dfile.encoding=UTF-8",
        "--enable-native-access=ALL-UNNAMED");
  }
}
