package io.hffs.daemon.peer;

import io.hffs.fs.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A program that reads 128 KiB at random places of a file, one after the other and around the
 * kernel's pages, so that each is a read of the mount, and takes the time of each.
 */
final class MountReader implements AutoCloseable {

  private static final String SCRIPT =
      """
      import mmap, os, random, sys, threading, time
      file = os.open(sys.argv[1], os.O_RDONLY | os.O_DIRECT)
      size, buffer, times = os.fstat(file).st_size, mmap.mmap(-1, 1 << 17), []
      random.seed(int(sys.argv[3]))
      told = threading.Event()
      def listen():
          sys.stdin.read()
          told.set()
      threading.Thread(target=listen, daemon=True).start()
      while len(times) < int(sys.argv[2]) or not told.is_set():
          at = random.randrange(size >> 17) << 17
          begin = time.monotonic()
          assert os.preadv(file, [buffer], at) == 1 << 17
          times.append(time.monotonic() - begin)
      times.sort()
      print(len(times), *(t * 1000 for t in (
          times[len(times) // 2], times[len(times) * 99 // 100], sum(times) / len(times))))
      """;

  private static final int LIMIT_SECONDS = 60;

  /** How long reads took. */
  record Times(int count, double halfMillis, double p99Millis, double meanMillis) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d reads, p50 %.2f ms, p99 %.2f, mean %.2f",
          count,
          halfMillis,
          p99Millis,
          meanMillis);
    }
  }

  private final Process process;

  private MountReader(Process process) {
    this.process = process;
  }

  /** Starts one, which goes on until it is told to stop and has made so many reads. */
  static MountReader start(Path file, int reads, long seed) throws IOException {
    return new MountReader(Shell.start("python3", "-c", SCRIPT, file, reads, seed));
  }

  /** Has one make so many reads. */
  static Times read(Path file, int reads, long seed) throws Exception {
    try (MountReader reader = start(file, reads, seed)) {
      return reader.stop();
    }
  }

  /** Waits until all its reads are made. */
  Times stop() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      byte[] said = process.isAlive() ? new byte[0] : process.getErrorStream().readAllBytes();
      throw new AssertionError("the reader failed: " + new String(said, StandardCharsets.UTF_8));
    }
    String[] said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split(" ", 4);
    return new Times(
        Integer.parseInt(said[0]),
        Double.parseDouble(said[1]),
        Double.parseDouble(said[2]),
        Double.parseDouble(said[3]));
  }

  /** Ends it where it is, and lets go of the file. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
