package io.hffs.fs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs command lines, so that a mount is read by other processes than the one that serves it. A
 * command that is not done in time is killed, and fails the test.
 */
public final class Shell {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** How a command ended, and all it said. */
  public static final class Result {
    private final int exitCode;
    private final byte[] output;
    private final String errors;

    private Result(int exitCode, byte[] output, String errors) {
      this.exitCode = exitCode;
      this.output = output;
      this.errors = errors;
    }

    public int exitCode() {
      return exitCode;
    }

    /** Returns standard output. */
    public byte[] output() {
      return output.clone();
    }

    /** Returns standard error as text. */
    public String errors() {
      return errors;
    }

    /** Returns standard output as text, without space at its ends. */
    public String text() {
      return new String(output, StandardCharsets.UTF_8).strip();
    }

    /** Returns standard output of a command that must have succeeded. */
    public String ok() {
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + ": " + errors + "\n" + text());
      }
      return text();
    }
  }

  private Shell() {}

  /** Runs a program with arguments, for at most a minute. */
  public static Result run(Object... command) throws IOException {
    return run(LIMIT, command);
  }

  /** Runs a script of sh whose {@code $1}, {@code $2}, … are the arguments. */
  public static Result sh(String script, Object... arguments) throws IOException {
    Object[] command = new Object[arguments.length + 4];
    List.of("sh", "-c", script, "sh").toArray(command);
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    return run(command);
  }

  /** Runs a program with arguments for at most {@code limit}. */
  public static Result run(Duration limit, Object... command) throws IOException {
    Process process = start(command);
    CompletableFuture<byte[]> output = async(() -> all(process, true));
    CompletableFuture<byte[]> errors = async(() -> all(process, false));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(Arrays.toString(command) + " not done in " + limit);
      }
      // A grandchild may hold the pipes open: these waits have a limit of their own.
      byte[] said = output.get(10, TimeUnit.SECONDS);
      String complained = new String(errors.get(10, TimeUnit.SECONDS), StandardCharsets.UTF_8);
      return new Result(process.exitValue(), said, complained);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException(Arrays.toString(command), e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts a program; the caller sees to its end. */
  public static Process start(Object... command) throws IOException {
    return new ProcessBuilder(Arrays.stream(command).map(String::valueOf).toList()).start();
  }

  /** On a thread of its own: the common pool has one on two cores, and these wait. */
  private static CompletableFuture<byte[]> async(Supplier<byte[]> read) {
    return CompletableFuture.supplyAsync(read, task -> new Thread(task, "shell-output").start());
  }

  private static byte[] all(Process process, boolean output) {
    try {
      return (output ? process.getInputStream() : process.getErrorStream()).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
