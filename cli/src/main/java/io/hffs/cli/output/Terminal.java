package io.hffs.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.hffs.daemon.api.ApiJson;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The streams of a command. Results go to {@code out}, everything else to {@code err}. */
public final class Terminal {

  private static final int DEFAULT_COLUMNS = 80;

  private final PrintWriter out;
  private final PrintWriter err;
  private final BufferedReader in;
  private final boolean showsProgress;
  private final int columns;

  /**
   * @param showsProgress whether a person looks at {@code err}, so that a line may be redrawn
   * @param columns the width of a line
   */
  public Terminal(
      PrintWriter out, PrintWriter err, BufferedReader in, boolean showsProgress, int columns) {
    this.out = out;
    this.err = err;
    this.in = in;
    this.showsProgress = showsProgress;
    this.columns = columns;
  }

  /** Returns the terminal of this process. */
  public static Terminal ofProcess() {
    return new Terminal(
        writer(System.out),
        writer(System.err),
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        isTerminal(2),
        columns(System.getenv("COLUMNS")));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /** The JDK can only tell for standard input and output together. */
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static int columns(@Nullable String variable) {
    return variable != null && variable.matches("[1-9]\\d{1,3}")
        ? Integer.parseInt(variable)
        : DEFAULT_COLUMNS;
  }

  public PrintWriter out() {
    return out;
  }

  public PrintWriter err() {
    return err;
  }

  public boolean showsProgress() {
    return showsProgress;
  }

  public int columns() {
    return columns;
  }

  /** Prints a result. */
  public void print(String line) {
    out.println(line);
  }

  /** Says something to the user that is not the result. */
  public void say(String line) {
    err.println(line);
  }

  /** Prints a result as JSON. */
  public void printJson(Object value) {
    try {
      out.println(ApiJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + value.getClass(), e);
    }
  }

  /** Asks a yes-or-no question; anything but yes is no, and so is the end of the input. */
  public boolean confirm(String question) throws IOException {
    err.print(question + " [y/N] ");
    err.flush();
    String answer = in.readLine();
    String word = answer == null ? "" : answer.strip().toLowerCase(Locale.ROOT);
    return word.equals("y") || word.equals("yes");
  }

  /**
   * Reads a line that must not be seen: without echo at a terminal, as it is from a pipe. Null at
   * the end of the input.
   */
  public @Nullable String readSecret(String prompt) throws IOException {
    Console console = isTerminal(0) ? System.console() : null;
    if (console != null) {
      char[] secret = console.readPassword("%s", prompt);
      return secret == null ? null : new String(secret);
    }
    return in.readLine();
  }
}
