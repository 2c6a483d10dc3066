package io.hffs.daemon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameCacheTest {

  @ParameterizedTest
  @CsvSource({
    ", 20",
    "'', 20",
    "-1, 20",
    "forever, 20",
    "3600, 20",
    "999999999999, 20",
    "0, 0",
    "5, 5"
  })
  void namesAreKeptForTwentySecondsAtMost(String before, String after) {
    assertThat(NameCache.shortened(before)).isEqualTo(after);
  }
}
