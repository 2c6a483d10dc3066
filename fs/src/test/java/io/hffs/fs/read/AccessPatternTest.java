package io.hffs.fs.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.range.ByteRange;
import org.junit.jupiter.api.Test;

class AccessPatternTest {

  private static final long MIB = 1 << 20;
  private static final long SIZE = 1024 * MIB;

  private final AccessPattern pattern = new AccessPattern(SIZE);

  @Test
  void aFirstReadFetchesNothingAhead() {
    assertThat(read(500 * MIB, MIB).isEmpty()).isTrue();
  }

  @Test
  void aHeaderWithinTheFirstMebibyteFetchesNothingAhead() {
    for (long offset = 0; offset < MIB; offset += MIB / 8) {
      assertThat(read(offset, MIB / 8).isEmpty()).as("at %d", offset).isTrue();
    }
  }

  @Test
  void aRunBeyondItsFirstMebibyteOpensAWindowOfEightMebibytes() {
    read(0, MIB);

    assertThat(read(MIB, MIB)).isEqualTo(new ByteRange(2 * MIB, 10 * MIB));
  }

  @Test
  void aWindowIsRefilledAtHalfAndDoubles() {
    read(0, MIB);
    read(MIB, MIB);

    assertThat(read(2 * MIB, 3 * MIB).isEmpty()).isTrue();
    assertThat(read(5 * MIB, MIB)).isEqualTo(new ByteRange(10 * MIB, 22 * MIB));
  }

  @Test
  void aSequentialReadFetchesEachByteAheadOnce() {
    long covered = 2 * MIB;
    for (long offset = 0; offset < SIZE; offset += MIB) {
      ByteRange ahead = read(offset, MIB);
      if (!ahead.isEmpty()) {
        assertThat(ahead.start()).isEqualTo(covered);
        covered = ahead.end();
      }
    }
    assertThat(covered).isEqualTo(SIZE);
  }

  @Test
  void aWindowNeverPassesTheEndOfTheFile() {
    read(SIZE - 3 * MIB, MIB);

    assertThat(read(SIZE - 2 * MIB, MIB)).isEqualTo(new ByteRange(SIZE - MIB, SIZE));
    assertThat(read(SIZE - MIB, MIB).isEmpty()).isTrue();
  }

  @Test
  void readsThatArriveALittleOutOfOrderAreOneRun() {
    read(0, MIB);
    read(MIB + MIB / 2, MIB / 2);

    assertThat(read(MIB, MIB / 2).isEmpty()).isTrue();
    assertThat(read(2 * MIB, 4 * MIB)).isEqualTo(new ByteRange(10 * MIB, 22 * MIB));
  }

  @Test
  void eightRunsInOneFileDoNotDisturbEachOther() {
    for (int run = 0; run < 8; run++) {
      read(run * 100L * MIB, MIB);
    }
    for (int run = 0; run < 8; run++) {
      long offset = run * 100L * MIB + MIB;
      assertThat(read(offset, MIB)).isEqualTo(new ByteRange(offset + MIB, offset + 9 * MIB));
    }
  }

  @Test
  void randomReadsFetchNothingAhead() {
    for (int i = 0; i < 100; i++) {
      assertThat(read(i * 7 % 100 * 10L * MIB, MIB / 4).isEmpty()).isTrue();
    }
  }

  private ByteRange read(long offset, long length) {
    return pattern.touch(ByteRange.ofLength(offset, length));
  }
}
