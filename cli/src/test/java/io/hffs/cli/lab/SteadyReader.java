package io.hffs.cli.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;

/**
 * A program that reads a file of the mount from its begin to its end, a little at a time, and notes
 * how long it was kept waiting. What pages of it the kernel had are dropped first.
 */
final class SteadyReader {

  private static final String PROGRAM =
      """
      import hashlib, os, sys, time
      digest, longest, count = hashlib.sha256(), 0.0, 0
      with open(sys.argv[1], "rb", buffering=0) as file:
          os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
          while True:
              begin = time.monotonic()
              some = file.read(128 << 10)
              longest = max(longest, time.monotonic() - begin)
              if not some:
                  break
              digest.update(some)
              before, count = count, count + len(some)
              if before < int(sys.argv[2]) <= count:
                  print("there", flush=True)
      print(digest.hexdigest(), longest, flush=True)
      """;

  private final Process process;
  private final BufferedReader output;

  /**
   * What it saw.
   *
   * @param longestWait for one read
   */
  record Result(String sha256, Duration longestWait) {}

  /** Begins to read; returns when so many bytes were read. */
  SteadyReader(Machine machine, String name, long bytes) throws IOException {
    process = machine.start("python3", "-c", PROGRAM, machine.path(name).toString(), "" + bytes);
    output = process.inputReader(UTF_8);
    line();
  }

  /** Returns what it saw, when it has read all. */
  Result finish() throws IOException {
    String[] words = line().split(" ", 2);
    long millis = Math.round(Double.parseDouble(words[1]) * 1000);
    return new Result(words[0], Duration.ofMillis(millis));
  }

  /** Has it read no further. */
  void stop() {
    process.destroyForcibly();
  }

  private String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the reader failed, see what it wrote");
    }
    return line;
  }
}
