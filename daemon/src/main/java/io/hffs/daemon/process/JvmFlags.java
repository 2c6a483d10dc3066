package io.hffs.daemon.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The flags of the daemon's JVM. */
final class JvmFlags {

  /** The Java code of ciphers and digests. */
  private static final List<String> CRYPTOGRAPHY =
      List.of(
          "com.sun.crypto.provider.*::*",
          "sun.security.provider.DigestBase::*",
          "sun.security.provider.SHA2::*");

  private JvmFlags() {}

  /**
   * Heap: the daemon holds indexes, not content, so the collector with the least cost beside it
   * will do: beside G1 a peer was read from a little faster, in a sixth less memory. Out of memory
   * in the native bridge cannot be turned into an errno, so it ends the process, and the next mount
   * cleans up. Native access: jnr-ffi loads libfuse; JDK 24 warns without the flag, 17 accepts it.
   * So it is with its use of sun.misc.Unsafe, but 17 does not know that flag. The encoding of text:
   * JDK 17 would take it from the locale. Inlining: by default a second of the first gigabyte goes
   * to compiling what reads a body, with all of OkHttp inside; most of the work is the kernel's,
   * and nothing became slower with less. Ciphers and digests: only the optimizing compiler has the
   * CPU's own instructions for them, until then AES makes some 40 MB/s; so it comes to them after a
   * twentieth of the calls that it waits for otherwise.
   *
   * @param release of the JVM that gets them: 17, 25
   * @param classPath of the daemon; beside its folder {@code lib} there may be an archive of loaded
   *     classes, which the JVM ignores when it is of another one
   */
  static List<String> forDaemon(int release, String classPath) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-Xshare:auto",
                "-Xms64m",
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:MaxInlineLevel=4",
                "-XX:FreqInlineSize=100",
                "-Dfile.encoding=UTF-8",
                "--enable-native-access=ALL-UNNAMED"));
    flags.add("-XX:CompileCommand=quiet");
    for (String methods : CRYPTOGRAPHY) {
      flags.add("-XX:CompileCommand=CompileThresholdScaling," + methods + ",0.05");
    }
    if (release >= 24) {
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    Path firstJar = Path.of(classPath.split(":", 2)[0]);
    Path folder = firstJar.getParent();
    Path archive = folder == null ? firstJar : folder.resolveSibling("hffs.jsa");
    if (folder != null && Files.isRegularFile(archive)) {
      flags.add("-XX:SharedArchiveFile=" + archive);
      flags.add("-Xlog:cds*=off");
    }
    return flags;
  }
}
