package io.hffs.cli.lab;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs in an environment that is given whole, nothing of this process's own. What they say goes
 * to files: a daemon that keeps a pipe open cannot hold up who waits for the command.
 */
public final class Command {

  private static final Duration SYSTEM_LIMIT = Duration.ofSeconds(20);

  /** How a command ended, and all it said, without space at the ends. */
  public record Result(String command, int exitCode, String output, String errors) {

    /** Returns the output of a command that must have succeeded. */
    public String ok() throws IOException {
      if (exitCode != 0) {
        throw new IOException(command + ": exit code " + exitCode + ": " + errors + output);
      }
      return output;
    }
  }

  private Command() {}

  /** Runs {@code ip} or the like, which must succeed; returns its output. */
  static String system(String... words) throws IOException {
    return run(SYSTEM_LIMIT, Map.of("PATH", path(), "LC_ALL", "C.UTF-8"), List.of(words)).ok();
  }

  /** Returns where programs are looked for: what is for root is not on the path of every shell. */
  static String path() {
    return System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin";
  }

  /**
   * Runs a program and waits for its end.
   *
   * @throws IOException when it cannot be started, or is not done in time; then it and what it
   *     started is killed
   */
  static Result run(Duration limit, Map<String, String> environment, List<String> words)
      throws IOException {
    Path output = Files.createTempFile("hffs-lab", ".out");
    Path errors = Files.createTempFile("hffs-lab", ".err");
    try {
      ProcessBuilder builder = builder(environment, words);
      builder.redirectInput(Path.of("/dev/null").toFile());
      builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
      int exitCode = await(builder.start(), limit, words);
      return new Result(
          String.join(" ", words),
          exitCode,
          Files.readString(output).strip(),
          Files.readString(errors).strip());
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  /** Starts a program whose output the caller reads; the caller sees to its end. */
  static Process start(Map<String, String> environment, List<String> words) throws IOException {
    return builder(environment, words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static ProcessBuilder builder(Map<String, String> environment, List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  private static int await(Process process, Duration limit, List<String> words) throws IOException {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      throw new IOException(String.join(" ", words) + ": not done in " + limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(String.join(" ", words));
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }
}
