package io.hffs.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.range.ByteRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeHeaderTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=3-7, 3, 8",
    "bytes=90-, 90, 100",
    "bytes=90-200, 90, 100",
    "bytes=-10, 90, 100",
    "bytes=-1000, 0, 100",
    "BYTES=1-2, 1, 3",
    "' bytes=1-2 ', 1, 3",
    "bytes=0-99999999999999999999999, 0, 100",
    "bytes=-99999999999999999999999, 0, 100"
  })
  void oneRangeIsClippedToTheFile(String header, long start, long end) {
    assertThat(RangeHeader.parse(header, 100)).contains(new ByteRange(start, end));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-"})
  void whatHasNoneOfTheFileIsARangeWithoutBytes(String header) {
    assertThat(RangeHeader.parse(header, 100).orElseThrow().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=",
        "bytes=-",
        "bytes=9-5",
        "bytes=0-1,3-4",
        "bytes=a-b",
        "bytes=0x1-2",
        "bytes 0-1",
        "items=0-1",
        "bytes=--1"
      })
  void anythingElseIsIgnored(String header) {
    assertThat(RangeHeader.parse(header, 100)).isEmpty();
  }

  @Test
  void anEmptyFileHasNoRange() {
    assertThat(RangeHeader.parse("bytes=0-", 0)).contains(new ByteRange(0, 0));
    assertThat(RangeHeader.parse("bytes=-5", 0)).contains(new ByteRange(0, 0));
  }
}
