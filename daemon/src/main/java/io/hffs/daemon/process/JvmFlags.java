package io.hffs.daemon.process;

import java.util.List;

/** The flags of the daemon's JVM. */
final class JvmFlags {

  private JvmFlags() {}

  /**
   * Heap: the daemon holds indexes, not content. Out of memory in the native bridge cannot be
   * turned into an errno, so it ends the process, and the next mount cleans up. Native access:
   * jnr-ffi loads libfuse; JDK 24 warns without the flag, 17 accepts it. The encoding of text: JDK
   * 17 would take it from the locale. Tier 4, the compiler that optimizes, comes in late: most of
   * the work is the kernel's, and by default it cost a second of CPU in the first gigabyte.
   */
  static List<String> forDaemon() {
    return List.of(
        "-Xshare:auto",
        "-Xms64m",
        "-Xmx1g",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:Tier4InvocationThreshold=30000",
        "-XX:Tier4MinInvocationThreshold=6000",
        "-XX:Tier4CompileThreshold=60000",
        "-XX:Tier4BackEdgeThreshold=200000",
        "-Dfile.encoding=UTF-8",
        "--enable-native-access=ALL-UNNAMED");
  }
}
