package io.hffs.fs;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test makes {@link TestDisk}s. Skipped where that is not possible, but failed there when CI is
 * set.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresDisks.Condition.class)
public @interface RequiresDisks {

  /** Tries to mount in a namespace that goes away at once, and looks for loop devices. */
  final class Condition extends MachineCondition {

    @Override
    protected String missing() {
      if (!Files.exists(Path.of("/dev/loop-control"))) {
        return "/dev/loop-control (modprobe loop)";
      }
      try {
        String script = TestDisk.PATH + " && command -v mkfs.ext4 && mount -t tmpfs none /tmp";
        Shell.run("unshare", "--mount", "sh", "-c", script).ok();
        return "";
      } catch (IOException | AssertionError e) {
        return "mkfs.ext4 (apt-get install e2fsprogs), or the right to mount, which root has";
      }
    }
  }
}
