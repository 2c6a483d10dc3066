package io.hffs.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFloodTest {

  private static final Instant BEGIN = Instant.parse("2026-11-21T09:30:00Z");

  private final LogFlood flood = new LogFlood();
  private final List<String> written = new ArrayList<>();

  private static LogRecord record(String logger, Level level, Duration after, String message) {
    LogRecord record = new LogRecord(level, message);
    record.setLoggerName(logger);
    record.setInstant(BEGIN.plus(after));
    return record;
  }

  private void say(String logger, Level level, Duration after, String message) {
    flood.pass(record(logger, level, after, message)).forEach(r -> written.add(r.getMessage()));
  }

  @Test
  void aFloodIsCutAndCounted() {
    for (int i = 0; i < 1000; i++) {
      say("BlobIntegrity", Level.WARNING, Duration.ofMillis(i), "damaged " + i);
    }
    assertThat(written).hasSize(LogFlood.MOST).last().isEqualTo("damaged 29");

    say("BlobIntegrity", Level.WARNING, Duration.ofMinutes(1), "later");

    assertThat(written.subList(LogFlood.MOST, written.size()))
        .containsExactly("970 more lines in a minute were left out", "later");
  }

  @Test
  void othersAreHeardMeanwhile() {
    for (int i = 0; i < 100; i++) {
      say("BlobIntegrity", Level.WARNING, Duration.ZERO, "damaged");
    }
    written.clear();
    say("BlobIntegrity", Level.SEVERE, Duration.ZERO, "worse");
    say("FuseCall", Level.WARNING, Duration.ZERO, "slow");

    assertThat(written).containsExactly("worse", "slow");
  }

  @Test
  void aClockThatIsSetBackDoesNotSilenceIt() {
    for (int i = 0; i < 100; i++) {
      say("FuseCall", Level.WARNING, Duration.ofHours(1), "slow");
    }
    written.clear();
    say("FuseCall", Level.WARNING, Duration.ZERO, "again");

    assertThat(written).contains("again");
  }

  @Test
  void whatWasLeftOutIsToldWhenTheLogEnds(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("hffs.log");
    RotatingLogHandler handler = new RotatingLogHandler(file, 1 << 20, 2);
    for (int i = 0; i < 100; i++) {
      handler.publish(record("FuseCall", Level.WARNING, Duration.ZERO, "slow"));
    }
    handler.close();

    assertThat(Files.readAllLines(file))
        .hasSize(LogFlood.MOST + 1)
        .last()
        .asString()
        .endsWith("FuseCall: 70 more lines in a minute were left out");
  }
}
