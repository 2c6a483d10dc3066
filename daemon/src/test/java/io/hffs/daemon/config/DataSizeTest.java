package io.hffs.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "10B, 10",
    "50GB, 50000000000",
    "50gb, 50000000000",
    "50g, 50000000000",
    "50 GB, 50000000000",
    "50GiB, 53687091200",
    "50gib, 53687091200",
    "1Ki, 1024",
    "1.5TB, 1500000000000",
    "1.5KiB, 1536",
    "2PB, 2000000000000000",
    "8191PiB, 9222246136947933184"
  })
  void readsWhatPeopleWrite(String text, long bytes) {
    assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "GB", "-1", "-5GB", "1.GB", "1,5GB", "50XB", "50iB", "0x10", "1e9", "50 G B", "ten",
        "50GBps", "1_000"
      })
  void refusesWithASentenceThatShowsHow(String text) {
    assertThatThrownBy(() -> DataSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("50GiB");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> DataSize.parse("9999999PB"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too large");
  }

  @ParameterizedTest
  @CsvSource({"0, 0B", "1, 1B", "1024, 1KiB", "1500, 1500B", "53687091200, 50GiB"})
  void writesWhatItReads(long bytes, String text) {
    assertThat(new DataSize(bytes)).hasToString(text);
    assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
  }
}
