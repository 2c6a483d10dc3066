package io.hffs.fs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test mounts. Skipped on a machine without FUSE, but failed there when CI is set. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresFuse.Condition.class)
public @interface RequiresFuse {

  /** Looks for the device, the library and the helper program. */
  final class Condition extends MachineCondition {

    @Override
    protected String missing() {
      if (!Files.exists(Path.of("/dev/fuse"))) {
        return "/dev/fuse";
      }
      if (!anyExists("fusermount", "/bin", "/usr/bin", "/usr/local/bin")) {
        return "fusermount (apt-get install fuse)";
      }
      String lib = "/usr/lib/";
      if (!anyExists(
          "libfuse.so.2", lib, lib + "x86_64-linux-gnu", lib + "aarch64-linux-gnu", "/usr/lib64")) {
        return "libfuse.so.2 (apt-get install libfuse2)";
      }
      return "";
    }

    private static boolean anyExists(String name, String... directories) {
      return Stream.of(directories).anyMatch(d -> Files.exists(Path.of(d, name)));
    }
  }
}
