package io.hffs.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernel's table of mounts: a mount that is dead or hangs must not be touched to find it. */
final class Mounts {

  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  private Mounts() {}

  /** Returns what is mounted below a directory. */
  static List<Path> below(Path directory) throws IOException {
    return Files.readAllLines(TABLE).stream()
        .map(line -> Path.of(line.split(" ", -1)[MOUNT_POINT]))
        .filter(mount -> mount.startsWith(directory))
        .toList();
  }
}
