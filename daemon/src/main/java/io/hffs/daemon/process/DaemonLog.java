package io.hffs.daemon.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * The log of this process: {@code logs/hffs.log} in the cache directory, five files of 2 MiB. What
 * the JVM itself prints goes to {@code logs/daemon.out}, anew at each start.
 */
public final class DaemonLog {

  /** The directory in the cache directory. */
  public static final String DIRECTORY = "logs";

  private static final long LIMIT_BYTES = 2L << 20;
  private static final int FILES = 5;

  /** Libraries that say at INFO what only their authors want to know. */
  private static final List<String> QUIET = List.of("io.javalin", "org.eclipse.jetty");

  /** JmDNS warns of each packet it does not like, and anybody on the network can send those. */
  private static final List<String> SILENT = List.of("javax.jmdns");

  // JUL holds loggers weakly; without these the levels set below would be lost with the loggers.
  private static final List<Logger> QUIETED = QUIET.stream().map(Logger::getLogger).toList();
  private static final List<Logger> SILENCED = SILENT.stream().map(Logger::getLogger).toList();

  private DaemonLog() {}

  /** What of the log is shown on standard error too. */
  public enum Echo {
    NONE,
    /** For a daemon in the foreground: somebody may be watching. */
    WARNINGS
  }

  /** Returns the live log file of a cache directory. */
  public static Path file(Path root) {
    return root.resolve(DIRECTORY).resolve("hffs.log");
  }

  /** Returns where a daemon in the background prints to. */
  static Path output(Path root) {
    return root.resolve(DIRECTORY).resolve("daemon.out");
  }

  /**
   * Sends the log of this process to its file, and to standard error what {@code echo} says.
   * Replaces what was set up before.
   */
  public static void open(Path root, Echo echo) throws IOException {
    Files.createDirectories(root.resolve(DIRECTORY));
    Logger top = LogManager.getLogManager().getLogger("");
    for (Handler handler : top.getHandlers()) {
      top.removeHandler(handler);
      handler.close();
    }
    top.setLevel(Level.INFO);
    top.addHandler(new RotatingLogHandler(file(root), LIMIT_BYTES, FILES));
    if (echo == Echo.WARNINGS) {
      Handler console = new ConsoleHandler();
      console.setFormatter(new LogLineFormatter());
      console.setLevel(Level.WARNING);
      top.addHandler(console);
    }
    QUIETED.forEach(logger -> logger.setLevel(Level.WARNING));
    SILENCED.forEach(logger -> logger.setLevel(Level.OFF));
  }

  /** Returns the last lines of a file, oldest first; nothing when there is no such file. */
  static List<String> tail(Path file, int lines) {
    try {
      List<String> all = Files.readAllLines(file);
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of(); // It only adds to a message that is shown anyway.
    }
  }

  /**
   * A log manager that outlives the JVM's own shutdown hook, which would close the log before our
   * hook has told how the end went. Named by the property {@code java.util.logging.manager}.
   */
  public static final class LastingLogManager extends LogManager {

    /** Made by the JDK, by name. */
    public LastingLogManager() {}

    @Override
    public void reset() {}
  }
}
