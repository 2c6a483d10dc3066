package io.hffs.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file that another process read to its end, side by side with others; the kernel keeps nothing
 * of it.
 *
 * @param said the SHA-256 of all that was read, in hex, or the name of the errno
 * @param longestSeconds that one call took
 */
record Reads(String said, double longestSeconds) {

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final String SCRIPT =
      """
      import concurrent.futures, errno, hashlib, os, sys, time
      def read(path):
          sha, longest = hashlib.sha256(), 0
          def timed(call, *arguments):
              nonlocal longest
              begin = time.monotonic()
              try:
                  return call(*arguments)
              finally:
                  longest = max(longest, time.monotonic() - begin)
          try:
              file = timed(os.open, path, os.O_RDONLY)
              try:
                  while bytes := timed(os.read, file, 1 << 20):
                      sha.update(bytes)
              finally:
                  os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
                  os.close(file)
              return f'{sha.hexdigest()} {longest:.3f}'
          except OSError as failure:
              return f'{errno.errorcode[failure.errno]} {longest:.3f}'
      with concurrent.futures.ThreadPoolExecutor(int(sys.argv[1])) as threads:
          for line in threads.map(read, sys.argv[2:]):
              print(line)
      """;

  /** Reads so many files at a time; returns what each gave, in their order. */
  static List<Reads> of(int atOnce, Path... files) throws IOException {
    Object[] command =
        Stream.concat(Stream.of("python3", "-c", SCRIPT, atOnce), Arrays.stream(files)).toArray();
    return Shell.run(LIMIT, command).ok().lines().map(Reads::parse).toList();
  }

  private static Reads parse(String line) {
    int space = line.indexOf(' ');
    return new Reads(line.substring(0, space), Double.parseDouble(line.substring(space)));
  }

  /** Tells whether it ended as a read does that no source could serve. */
  boolean failedInTime() {
    return said.equals("EIO") || said.equals("ETIMEDOUT");
  }

  /** Returns the longest call of all. */
  static double longest(List<Reads> reads) {
    return reads.stream().mapToDouble(Reads::longestSeconds).max().orElseThrow();
  }
}
