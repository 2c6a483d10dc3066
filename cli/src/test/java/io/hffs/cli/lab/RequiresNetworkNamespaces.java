package io.hffs.cli.lab;

import io.hffs.fs.MachineCondition;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test makes networks, and mounts in them. Skipped where that is not possible, but failed there
 * when CI is set.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresNetworkNamespaces.Condition.class)
public @interface RequiresNetworkNamespaces {

  /** Looks for the programs, for the FUSE device, and tries to make a namespace. */
  final class Condition extends MachineCondition {

    @Override
    protected String missing() {
      if (!onPath("ip") || !onPath("tc")) {
        return "ip or tc (apt-get install iproute2)";
      }
      if (!onPath("curl")) {
        return "curl (apt-get install curl)";
      }
      if (!onPath("python3")) {
        return "python3 (apt-get install python3)";
      }
      if (!Files.exists(Path.of("/dev/fuse")) || !onPath("fusermount")) {
        return "FUSE (apt-get install fuse)";
      }
      try {
        Command.system("unshare", "--net", "--mount", "true");
      } catch (IOException e) {
        return "the right to make network namespaces, which root has (" + e.getMessage() + ")";
      }
      return "";
    }

    private static boolean onPath(String program) {
      return Stream.of(Command.path().split(":", -1))
          .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
  }
}
