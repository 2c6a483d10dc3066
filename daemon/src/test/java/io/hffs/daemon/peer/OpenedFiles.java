package io.hffs.daemon.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which files this process tries to open, as its calls of the kernel show: by {@code strace}. */
final class OpenedFiles implements AutoCloseable {

  private static final Pattern OPENED = Pattern.compile("open(?:at|at2)?\\((?:[^\"]*)\"([^\"]*)\"");

  private final Path log;
  private final Process strace;

  private OpenedFiles(Path log, Process strace) {
    this.log = log;
    this.strace = strace;
  }

  /** Begins to watch; returns when it does. */
  static OpenedFiles watch(Path log) throws IOException {
    Process strace =
        new ProcessBuilder(
                "strace",
                "-f",
                "-s",
                "4096",
                "-e",
                "trace=open,openat,openat2",
                "-o",
                log.toString(),
                "-p",
                Long.toString(ProcessHandle.current().pid()))
            .redirectErrorStream(true)
            .start();
    String attached = strace.inputReader(UTF_8).readLine();
    if (attached == null || !attached.contains("attached")) {
      strace.destroyForcibly();
      throw new IOException("strace cannot watch this process: " + attached);
    }
    return new OpenedFiles(log, strace);
  }

  /** Ends, and returns the paths. */
  List<String> paths() throws IOException {
    close();
    return Files.readAllLines(log, UTF_8).stream()
        .map(OPENED::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .toList();
  }

  @Override
  public void close() throws IOException {
    strace.destroy(); // it lets go of the process, which goes on
    try {
      strace.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
