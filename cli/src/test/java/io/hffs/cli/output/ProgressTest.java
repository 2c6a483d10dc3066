package io.hffs.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.Progress;
import io.hffs.fs.repo.RepoPath;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {

  private static final long SECOND = 1_000_000_000L;

  private final StringWriter err = new StringWriter();
  private final AtomicLong now = new AtomicLong();

  private Terminal terminal(boolean person) {
    return new Terminal(
        new PrintWriter(new StringWriter()),
        new PrintWriter(err),
        new BufferedReader(new StringReader("")),
        person,
        80);
  }

  private static Progress at(long done, long total) {
    return new Progress(3, 12, done, total, done, new RepoPath("model.safetensors"));
  }

  private static RateMeter rate(long bytesPerSecond) {
    RateMeter meter = new RateMeter();
    meter.add(0, 0);
    meter.add(SECOND, bytesPerSecond);
    return meter;
  }

  @Test
  void aLineHasBarAmountRateTimeAndFile() {
    assertThat(ProgressLine.render(at(1_200_000_000, 2_880_000_000L), rate(35_000_000), 120))
        .isEqualTo(
            " 41% [########............] 1.2 GB of 2.9 GB  35.0 MB/s  48s left  3/12"
                + " model.safetensors");
  }

  @Test
  void aLineNeverReachesTheEdge() {
    assertThat(ProgressLine.render(at(1, 2), rate(1), 40)).hasSizeLessThan(40);
  }

  @Test
  void nothingToDoIsAllDone() {
    assertThat(ProgressLine.render(new Progress(0, 0, 0, 0, 0, null), new RateMeter(), 80))
        .isEqualTo("100% [####################] 0 B of 0 B  0/0");
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "59, 59s", "60, 1m00s", "125, 2m05s", "3600, 1h00m", "11220, 3h07m"})
  void timesAreShort(long seconds, String text) {
    assertThat(ProgressLine.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "4900000000, 4.9 GB",
    "9223372036854775807, 9.2 EB"
  })
  void sizesAreDecimal(long bytes, String text) {
    assertThat(Sizes.text(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 0%", "42, 100, 42%", "999, 1000, 99%", "10, 10, 100%", "0, 0, 100%"})
  void aHundredPercentIsAll(long part, long whole, String text) {
    assertThat(Sizes.percent(part, whole)).isEqualTo(text);
  }

  @Test
  void theRateForgetsWhatIsLongAgo() {
    RateMeter meter = new RateMeter();
    meter.add(0, 0);
    meter.add(SECOND, 1000);
    for (int second = 2; second <= 20; second++) {
      meter.add(second * SECOND, 1000);
    }

    assertThat(meter.bytesPerSecond()).isZero();
    assertThat(meter.timeFor(1)).isEmpty();
  }

  @Test
  void theFirstMomentHasNoRate() {
    RateMeter meter = new RateMeter();
    meter.add(0, 0);
    meter.add(1000, 1 << 20);

    assertThat(meter.bytesPerSecond()).isZero();
  }

  @Test
  void aPersonSeesOneLineRedrawnAndThenTakenAway() {
    try (ProgressDisplay display = new ProgressDisplay(terminal(true), now::get)) {
      for (int i = 0; i <= 100; i++) {
        now.addAndGet(SECOND / 100);
        display.report(at(i, 100));
      }
    }

    assertThat(err.toString()).doesNotContain("\n").endsWith("\r\u001b[K");
    assertThat(err.toString().split("\r", -1)).hasSizeBetween(10, 14);
  }

  @Test
  void aFileGetsALineForEachTenth() {
    try (ProgressDisplay display = new ProgressDisplay(terminal(false), now::get)) {
      for (int i = 0; i <= 100; i++) {
        display.report(at(i, 100));
      }
    }

    assertThat(err.toString().lines()).hasSize(11);
    assertThat(err.toString()).doesNotContain("\r");
  }

  @Test
  void aSlowTransferStillShowsLife() {
    try (ProgressDisplay display = new ProgressDisplay(terminal(false), now::get)) {
      for (int i = 0; i < 90; i++) {
        now.addAndGet(SECOND);
        display.report(at(1, 100));
      }
    }

    assertThat(err.toString().lines()).hasSize(3);
  }
}
