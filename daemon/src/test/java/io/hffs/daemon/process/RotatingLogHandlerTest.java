package io.hffs.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogHandlerTest {

  @TempDir Path directory;

  private static LogRecord record(String message) {
    LogRecord record = new LogRecord(Level.WARNING, message);
    record.setLoggerName("io.hffs.fs.cache.BlobFetcher");
    record.setInstant(Instant.parse("2026-11-21T09:30:00.100Z"));
    return record;
  }

  @Test
  void aLineNamesTimeLevelThreadAndClass() throws Exception {
    RotatingLogHandler handler = new RotatingLogHandler(directory.resolve("hffs.log"), 1000, 2);
    Thread.currentThread().setName("hffs-test");
    handler.publish(record("slow\nread"));
    handler.close();

    assertThat(Files.readAllLines(directory.resolve("hffs.log")))
        .containsExactly("2026-11-21T09:30:00.100Z WARN [hffs-test] BlobFetcher: slow\\nread");
  }

  @Test
  void aTraceFollowsOnItsOwnLines() {
    LogRecord record = record("failed");
    record.setThrown(new IOException("no disk"));

    assertThat(new LogLineFormatter().format(record))
        .contains("BlobFetcher: failed\njava.io.IOException: no disk\n\tat ");
  }

  @Test
  void theLiveFileKeepsItsNameAndTheOldestGoes() throws Exception {
    Path file = directory.resolve("hffs.log");
    int line = new LogLineFormatter().format(record("0")).length();
    RotatingLogHandler handler = new RotatingLogHandler(file, 2L * line, 3);
    for (int i = 0; i < 9; i++) {
      handler.publish(record("" + i));
    }
    handler.close();

    assertThat(lastOf(file)).endsWith(": 8");
    assertThat(lastOf(directory.resolve("hffs.log.1"))).endsWith(": 7");
    assertThat(lastOf(directory.resolve("hffs.log.2"))).endsWith(": 5");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void anotherRunGoesOnInTheSameFile() throws Exception {
    Path file = directory.resolve("hffs.log");
    for (int i = 0; i < 2; i++) {
      RotatingLogHandler handler = new RotatingLogHandler(file, 1000, 2);
      handler.publish(record("run " + i));
      handler.close();
    }

    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void aLineThatIsLongerThanAFileIsKept() throws Exception {
    Path file = directory.resolve("hffs.log");
    RotatingLogHandler handler = new RotatingLogHandler(file, 10, 2);
    handler.publish(record("a"));
    handler.publish(record("b"));
    handler.close();

    assertThat(lastOf(file)).endsWith(": b");
    assertThat(lastOf(directory.resolve("hffs.log.1"))).endsWith(": a");
  }

  private static String lastOf(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.get(lines.size() - 1);
  }
}
