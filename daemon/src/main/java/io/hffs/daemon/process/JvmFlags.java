package io.hffs.daemon.process;

import java.util.List;

/** The flags of the daemon's JVM. */
final class JvmFlags {

  private JvmFlags() {}

  /**
   * Heap: the daemon holds indexes, not content. Native access: jnr-ffi loads libfuse; JDK 24 warns
   * without the flag, 17 accepts it.
   */
  static List<String> forDaemon() {
    return List.of("-Xshare:auto", "-Xms64m", "-Xmx1g", "--enable-native-access=ALL-UNNAMED");
  }
}
