package io.hffs.daemon.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Appends to {@code hffs.log} and, when that is full, renames it to {@code hffs.log.1}, {@code .1}
 * to {@code .2}, and so on. The JDK's own handler cannot keep the live file under a fixed name, and
 * leaves lock files beside it. A class that floods it is cut short: see {@link LogFlood}.
 *
 * <p>Thread-safe. A line goes to the kernel before {@code publish} returns, so it survives a kill.
 */
final class RotatingLogHandler extends Handler {

  private final Path file;
  private final long limitBytes;
  private final int files;
  private final LogFlood flood = new LogFlood();
  private @Nullable OutputStream out;
  private long sizeBytes;

  /**
   * @param limitBytes at which a file is full
   * @param files how many there are at most, with the live one
   */
  RotatingLogHandler(Path file, long limitBytes, int files) throws IOException {
    this.file = file;
    this.limitBytes = limitBytes;
    this.files = files;
    setFormatter(new LogLineFormatter());
    out = open();
  }

  private OutputStream open() throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    OutputStream opened =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    sizeBytes = Files.size(file);
    return opened;
  }

  @Override
  public synchronized void publish(LogRecord record) {
    if (!isLoggable(record) || out == null) {
      return;
    }
    flood.pass(record).forEach(this::write);
  }

  private void write(LogRecord record) {
    byte[] line = getFormatter().format(record).getBytes(StandardCharsets.UTF_8);
    try {
      if (sizeBytes > 0 && sizeBytes + line.length > limitBytes) {
        rotate();
      }
      if (out != null) {
        out.write(line);
        sizeBytes += line.length;
      }
    } catch (IOException e) {
      reportError("cannot write " + file, e, ErrorManager.WRITE_FAILURE);
    }
  }

  private void rotate() throws IOException {
    closeStream();
    for (int i = files - 1; i >= 1; i--) {
      Path older = i == 1 ? file : numbered(i - 1);
      if (Files.exists(older)) {
        Files.move(older, numbered(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    out = open();
  }

  private Path numbered(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public void flush() {}

  @Override
  public synchronized void close() {
    flood.end().forEach(this::write);
    try {
      closeStream();
    } catch (IOException e) {
      reportError("cannot close " + file, e, ErrorManager.CLOSE_FAILURE);
    }
  }

  private void closeStream() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
