package io.hffs.daemon.process;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts a JVM in the background, on the class path of this one, in a session of its own, so that
 * neither Ctrl-C nor the end of the terminal reaches it.
 */
public final class DaemonSpawner {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int TAIL_LINES = 20;
  private static final String SHELL = "/bin/sh";

  /**
   * Tells its process id, becomes its arguments, and writes what they say to the file {@code $0}.
   */
  private static final String BECOME = "echo $$; exec \"$@\" >\"$0\" 2>&1";

  /**
   * Ends when that is told: what comes after the end of a child, Java does not read for certain.
   */
  private static final String TELL = "echo \"$(\"$@\")\"";

  /** Asks for a daemon that is ready, this one or another that was first. */
  @FunctionalInterface
  public interface Readiness {
    Optional<DaemonAddress> check() throws IOException;
  }

  private final Path root;

  public DaemonSpawner(Path root) {
    this.root = root;
  }

  /**
   * Starts {@code mainClass} and waits until {@code readiness} has an answer, at most 30 s.
   *
   * @param environment what it sees in place of this process's variables
   * @throws ApiException with the end of its output when it ends or is not ready in time; then it
   *     does not run any more
   */
  public DaemonAddress start(
      String mainClass,
      List<String> arguments,
      Map<String, String> environment,
      Readiness readiness)
      throws IOException {
    Path output = DaemonLog.output(root);
    Files.createDirectories(output.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command(output, mainClass, arguments));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    builder.directory(root.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("LC_ALL", "C.UTF-8"); // Java takes the encoding of file names from it
    return awaitReady(processId(builder.start()), output, readiness);
  }

  /** Reads what the shell told; it is the daemon by now, or soon. */
  private static long processId(Process shell) throws IOException {
    String said = "";
    try (InputStream from = shell.getInputStream()) {
      if (shell.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        said = new String(from.readAllBytes(), StandardCharsets.UTF_8).strip();
      }
      return Long.parseLong(said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.CANCELLED, "Interrupted.", e);
    } catch (NumberFormatException e) {
      shell.destroyForcibly();
      throw new ApiException(
          ErrorCode.UNAVAILABLE, "The hffs daemon could not be started: " + said, e);
    }
  }

  private DaemonAddress awaitReady(long pid, Path output, Readiness readiness) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Optional<DaemonAddress> ready = readiness.check();
      if (ready.isPresent()) {
        if (ready.get().pid() != pid) { // ours would take over when that one ends
          process.ifPresent(ProcessHandle::destroy);
        }
        return ready.get();
      }
      if (process.filter(DaemonSpawner::runs).isEmpty()) {
        throw failure("The hffs daemon ended as it started", output);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    process.ifPresent(ProcessHandle::destroyForcibly);
    throw failure("The hffs daemon was not ready in " + START_LIMIT.toSeconds() + " s", output);
  }

  /** One that has ended has no program any more, though nobody may have asked how it ended. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  private ApiException failure(String what, Path output) {
    List<String> tail = DaemonLog.tail(output, TAIL_LINES);
    String said = tail.isEmpty() ? "" : "\n  " + String.join("\n  ", tail);
    return new ApiException(
        ErrorCode.UNAVAILABLE,
        what + "; its log is " + DaemonLog.file(root) + (said.isEmpty() ? "." : ":" + said));
  }

  /**
   * Java is not started as a child: while a JVM waits for one it takes 300 ms longer to exit, as
   * for any thread in native code.
   */
  private static List<String> command(Path output, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(SHELL, "-c", TELL, SHELL, "setsid", "--fork"));
    command.addAll(List.of(SHELL, "-c", BECOME, output.toAbsolutePath().toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String classPath = absoluteClassPath();
    command.addAll(JvmFlags.forDaemon(Runtime.version().feature(), classPath));
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  /** The daemon runs in another directory, so relative parts of the class path would be lost. */
  private static String absoluteClassPath() {
    List<String> parts = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(":", -1)) {
      if (!part.isEmpty()) {
        parts.add(Path.of(part).toAbsolutePath().toString());
      }
    }
    return String.join(":", parts);
  }
}
