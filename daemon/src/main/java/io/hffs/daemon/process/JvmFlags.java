package io.hffs.daemon.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The flags of the daemon's JVM: those of the file {@code daemon.jvmflags}, which says why. */
final class JvmFlags {

  private static final String FILE = "daemon.jvmflags";

  private JvmFlags() {}

  /**
   * Returns them. From release 24 on Java warns of what jnr-ffi and Jetty do with sun.misc.Unsafe;
   * 17 does not know the flag.
   *
   * @param release of the JVM that gets them: 17, 25
   * @param classPath of the daemon; beside its folder {@code lib} there may be an archive of loaded
   *     classes, which the JVM ignores when it is of another one
   */
  static List<String> forDaemon(int release, String classPath) {
    List<String> flags = new ArrayList<>(ofFile());
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

  private static List<String> ofFile() {
    try (InputStream file = JvmFlags.class.getResourceAsStream(FILE)) {
      String text = new String(Objects.requireNonNull(file, FILE).readAllBytes(), UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
