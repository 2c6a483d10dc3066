package io.hffs.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Asks another process which errno a path gives: its name, or OK. */
final class Probe {

  private static final String SCRIPT =
      """
      import errno, os, sys
      for path in sys.argv[2:]:
          try:
              if sys.argv[1] == 'lstat':
                  os.lstat(path)
              elif sys.argv[1] == 'list':
                  os.listdir(path)
              else:
                  with open(path, 'rb', buffering=0) as file:
                      while file.read(1 << 20):
                          pass
              print('OK')
          except OSError as failure:
              print(errno.errorcode[failure.errno])
      """;

  private Probe() {}

  /** Looks at each path, without following a link at its end. */
  static List<String> lstat(Path... paths) throws IOException {
    return run("lstat", paths);
  }

  /** Lists each directory. */
  static List<String> list(Path... paths) throws IOException {
    return run("list", paths);
  }

  /** Reads each file to its end. */
  static List<String> read(Path... paths) throws IOException {
    return run("read", paths);
  }

  private static List<String> run(String what, Path... paths) throws IOException {
    Object[] command =
        Stream.concat(Stream.of("python3", "-c", SCRIPT, what), Arrays.stream(paths)).toArray();
    return Shell.run(Duration.ofSeconds(100), command).ok().lines().toList();
  }
}
