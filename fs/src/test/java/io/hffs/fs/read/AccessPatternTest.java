package io.hffs.fs.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.weights.Safetensors;
import io.hffs.fs.weights.TensorLayout;
import java.nio.charset.StandardCharsets;
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
  void beyondItsFirstMebibyteTheWindowGrowsWithTheRun() {
    read(0, MIB);

    assertThat(read(MIB, MIB)).isEqualTo(new ByteRange(2 * MIB, 3 * MIB));
    assertThat(read(2 * MIB, MIB)).isEqualTo(new ByteRange(3 * MIB, 5 * MIB));
    assertThat(read(3 * MIB, MIB)).isEqualTo(new ByteRange(5 * MIB, 8 * MIB));
  }

  @Test
  void aReaderWhoNeverWaitsKeepsHisWindow() {
    for (long offset = 0; offset < 8 * MIB; offset += MIB) {
      read(offset, MIB);
    }
    for (long offset = 8 * MIB; offset < 100 * MIB; offset += MIB) {
      ByteRange ahead = pattern.touch(ByteRange.ofLength(offset, MIB), false);
      assertThat(ahead.end()).isLessThanOrEqualTo(offset + 9 * MIB);
      assertThat(ahead.length()).isLessThanOrEqualTo(8 * MIB);
    }
  }

  @Test
  void whatIsFetchedInVainIsAtMostWhatWasRead() {
    for (long length = MIB; length <= 512 * MIB; length += MIB) {
      ByteRange ahead = read(length - MIB, MIB);
      assertThat(ahead.isEmpty() || ahead.end() <= 2 * length).as("%d: %s", length, ahead).isTrue();
    }
  }

  @Test
  void aSequentialReadFetchesEachByteAheadOnce() {
    long covered = 2 * MIB;
    for (long offset = 0; offset < SIZE; offset += MIB) {
      ByteRange ahead = read(offset, MIB);
      if (!ahead.isEmpty()) {
        assertThat(ahead.start()).isEqualTo(covered);
        assertThat(ahead.end() - offset).isLessThanOrEqualTo(Run.MAX_WINDOW_BYTES + MIB);
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
    assertThat(read(2 * MIB, MIB)).isEqualTo(new ByteRange(3 * MIB, 5 * MIB));
  }

  @Test
  void eightRunsInOneFileDoNotDisturbEachOther() {
    for (int run = 0; run < 8; run++) {
      read(run * 100L * MIB, MIB);
    }
    for (int run = 0; run < 8; run++) {
      long offset = run * 100L * MIB + MIB;
      assertThat(read(offset, MIB)).isEqualTo(new ByteRange(offset + MIB, offset + 2 * MIB));
    }
  }

  @Test
  void randomReadsFetchNothingAhead() {
    for (int i = 0; i < 100; i++) {
      assertThat(read(i * 7 % 100 * 10L * MIB, MIB / 4).isEmpty()).isTrue();
    }
  }

  @Test
  void runsOfEqualLengthAreSoonNotFetchedBeyond() {
    long beyond = 0;
    for (int i = 0; i < 100; i++) {
      long start = i * 37 % 100 * 10L * MIB;
      for (long offset = start; offset < start + 4 * MIB; offset += MIB / 8) {
        ByteRange ahead = read(offset, MIB / 8);
        beyond += Math.max(0, ahead.end() - Math.max(ahead.start(), start + 4 * MIB));
      }
    }
    assertThat(beyond).isLessThan(400 * MIB / 5);
  }

  @Test
  void runsThatEndedAreLearnedFromWhileTheirThreadsReadElsewhere() {
    long threads = 8;
    for (int wave = 0; wave < 2; wave++) { // each thread reads 4 MiB, by the kernel's 128 KiB
      for (long offset = 0; offset < 4 * MIB; offset += MIB / 8) {
        for (int thread = 0; thread < threads; thread++) {
          read((wave * threads + thread) * 50L * MIB + offset, MIB / 8);
        }
      }
    }
    long third = 2 * threads * 50L * MIB;
    for (long offset = 0; offset < 4 * MIB; offset += MIB / 8) {
      assertThat(read(third + offset, MIB / 8).end()).isLessThanOrEqualTo(third + 4 * MIB);
    }
  }

  @Test
  void aHeaderIsNotReadPast() {
    pattern.setHeaderEnd(5 * MIB);
    for (long offset = 0; offset < 5 * MIB; offset += MIB) {
      assertThat(read(offset, MIB).end()).isLessThanOrEqualTo(5 * MIB);
    }
  }

  @Test
  void whatTheKernelReadsBeyondAHeaderIsNoTouchOfATensor() throws Exception {
    long data = setTensors(100 * MIB);
    for (long offset = 0; offset < data + MIB; offset += MIB / 8) {
      assertThat(read(offset, MIB / 8).end()).isLessThanOrEqualTo(data);
    }
    assertThat(read(data + MIB, MIB).end()).isGreaterThan(data + 50 * MIB);
  }

  @Test
  void aTensorThatIsTouchedIsFetchedWholeAndTheNextOneFollows() throws Exception {
    long data = setTensors(10 * MIB, 6 * MIB, 200 * MIB);

    assertThat(read(data, MIB)).isEqualTo(new ByteRange(data + MIB, data + 10 * MIB));
    for (int i = 1; i < 5; i++) {
      assertThat(read(data + i * MIB, MIB).end()).isIn(0L, data + 16 * MIB);
    }
    assertThat(read(data + 5 * MIB, 5 * MIB).isEmpty()).as("all of both is fetched").isTrue();
  }

  @Test
  void aHugeTensorIsFetchedInSteps() throws Exception {
    long data = setTensors(300 * MIB);

    assertThat(read(data, MIB)).isEqualTo(new ByteRange(data + MIB, data + 65 * MIB));
    for (long offset = data + MIB; offset < data + 300 * MIB; offset += MIB) {
      ByteRange ahead = read(offset, MIB);
      assertThat(ahead.isEmpty() || ahead.length() >= 16 * MIB || ahead.end() == data + 300 * MIB)
          .as("at %d: %s", offset, ahead)
          .isTrue();
    }
  }

  @Test
  void whoReadAGoodPartOfTheTensorsWantsTheWholeFileOnce() throws Exception {
    long data = setTensors(SIZE - 100 * MIB);
    for (long offset = 0; offset < 32 * MIB; offset += MIB) {
      assertThat(pattern.beginsToWantWhole()).isFalse();
      read(data + offset, MIB);
    }

    assertThat(pattern.beginsToWantWhole()).isTrue();
    assertThat(pattern.beginsToWantWhole()).isFalse();
  }

  /** Returns where the first of tensors of these lengths begins. */
  private long setTensors(long... lengths) throws Exception {
    StringBuilder json = new StringBuilder("{");
    long begin = 0;
    for (long length : lengths) {
      String comma = begin == 0 ? "" : ",";
      long end = begin + length;
      json.append("%s\"t%d\":{\"data_offsets\":[%d,%d]}".formatted(comma, begin, begin, end));
      begin = end;
    }
    json.append('}');
    TensorLayout layout = Safetensors.parse(json.toString().getBytes(StandardCharsets.UTF_8), SIZE);
    pattern.setLayout(layout);
    return layout.dataStart();
  }

  /** Reads what is not here yet. */
  private ByteRange read(long offset, long length) {
    return pattern.touch(ByteRange.ofLength(offset, length), true);
  }
}
