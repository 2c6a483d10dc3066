package io.hffs.daemon.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Keeps what one class says at one level to {@value #MOST} lines in a minute, so that a fault that
 * strikes each file or each chunk neither fills the log nor pushes out how it began. What is left
 * out is counted, and the count is a line of its own. For use under the lock of who writes.
 */
final class LogFlood {

  static final int MOST = 30;

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private record Kind(String logger, Level level) {}

  /** What was written and left out since {@code begin}. */
  private static final class Window {
    private final Instant begin;
    private int written;
    private long leftOut;

    Window(Instant begin) {
      this.begin = begin;
    }
  }

  private final Map<Kind, Window> windows = new HashMap<>();

  /** Returns what is to be written for a record: counts of what was left out, and the record. */
  List<LogRecord> pass(LogRecord record) {
    Instant now = record.getInstant();
    List<LogRecord> lines = new ArrayList<>(over(now));
    Kind kind = new Kind(String.valueOf(record.getLoggerName()), record.getLevel());
    Window window = windows.computeIfAbsent(kind, k -> new Window(now));
    if (window.written < MOST) {
      window.written++;
      lines.add(record);
    } else {
      window.leftOut++;
    }
    return lines;
  }

  /** Ends all windows; returns the counts of what was left out. */
  List<LogRecord> end() {
    return over(Instant.MAX);
  }

  private List<LogRecord> over(Instant now) {
    List<LogRecord> counts = new ArrayList<>();
    windows
        .entrySet()
        .removeIf(
            entry -> {
              Window window = entry.getValue();
              boolean isOver =
                  !now.isBefore(window.begin.plus(WINDOW)) || now.isBefore(window.begin);
              if (isOver && window.leftOut > 0) {
                counts.add(count(entry.getKey(), window));
              }
              return isOver;
            });
    return counts;
  }

  private static LogRecord count(Kind kind, Window window) {
    LogRecord count =
        new LogRecord(kind.level(), window.leftOut + " more lines in a minute were left out");
    count.setLoggerName(kind.logger());
    count.setInstant(window.begin.plus(WINDOW));
    return count;
  }
}
