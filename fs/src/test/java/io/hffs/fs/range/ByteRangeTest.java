package io.hffs.fs.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every operation is compared with the same one on sets of single bytes. */
class ByteRangeTest {

  private static final int SMALL_FILE = 9;
  private static final long SEED = Long.getLong("hffs.seed", System.nanoTime());

  @Test
  void lengthIsTheNumberOfBytes() {
    for (ByteRange range : allSmallRanges()) {
      assertThat(range.length()).as("%s", range).isEqualTo(bytes(range).cardinality());
      assertThat(range.isEmpty()).as("%s", range).isEqualTo(bytes(range).isEmpty());
    }
  }

  @Test
  void containsEveryByteOfTheOther() {
    for (ByteRange a : allSmallRanges()) {
      for (ByteRange b : allSmallRanges()) {
        BitSet outside = bytes(b);
        outside.andNot(bytes(a));
        assertThat(a.contains(b)).as("%s contains %s", a, b).isEqualTo(outside.isEmpty());
      }
    }
  }

  @Test
  void intersectionHasTheBytesInBoth() {
    for (ByteRange a : allSmallRanges()) {
      for (ByteRange b : allSmallRanges()) {
        BitSet both = bytes(a);
        both.and(bytes(b));
        assertThat(bytes(a.intersection(b))).as("%s and %s", a, b).isEqualTo(both);
      }
    }
  }

  @Test
  void alignedIsTheSmallestWholeUnitsAroundIt() {
    for (ByteRange range : allSmallRanges()) {
      for (int unit = 1; unit <= 4; unit++) {
        for (int size = (int) range.end(); size <= SMALL_FILE; size++) {
          ByteRange aligned = range.alignedTo(unit, size);
          assertThat(aligned.contains(range)).isTrue();
          assertThat(aligned.start()).isEqualTo(range.start() - range.start() % unit);
          long end = range.end();
          while (end % unit != 0 && end < size) {
            end++;
          }
          assertThat(aligned.end()).as("%s by %d in %d", range, unit, size).isEqualTo(end);
        }
      }
    }
  }

  @Test
  void alignedStaysRightForFilesOfAnySize() {
    Random random = new Random(SEED);
    for (int i = 0; i < 10_000; i++) {
      long size = random.nextLong() >>> (1 + random.nextInt(62));
      long end = size == 0 ? 0 : Math.floorMod(random.nextLong(), size) + 1;
      long start = end == 0 ? 0 : Math.floorMod(random.nextLong(), end);
      long unit = 1L << random.nextInt(27);
      ByteRange aligned = new ByteRange(start, end).alignedTo(unit, size);

      String context = "seed " + SEED + ", round " + i;
      assertThat(aligned.start() % unit).as(context).isZero();
      assertThat(start - aligned.start()).as(context).isBetween(0L, unit - 1);
      assertThat(aligned.end() - end).as(context).isBetween(0L, unit - 1);
      assertThat(aligned.end() == size || aligned.end() % unit == 0).as(context).isTrue();
    }
  }

  @Test
  void alignedDoesNotOverflowAtTheLastOffset() {
    ByteRange last = new ByteRange(Long.MAX_VALUE - 1, Long.MAX_VALUE);

    assertThat(last.alignedTo(1 << 20, Long.MAX_VALUE).end()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void ofLengthCountsFromTheOffset() {
    assertThat(ByteRange.ofLength(5, 3)).isEqualTo(new ByteRange(5, 8));
    assertThat(ByteRange.ofLength(5, 0)).isEqualTo(new ByteRange(5, 5));
  }

  @Test
  void ofLengthRefusesAnEndThatNoLongHolds() {
    assertThatThrownBy(() -> ByteRange.ofLength(Long.MAX_VALUE, 1))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void refusesWhatIsNoRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(-1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(4, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.ofLength(4, -1));
  }

  @Test
  void printsAsAHalfOpenInterval() {
    assertThat(new ByteRange(0, 131072)).hasToString("[0, 131072)");
  }

  private static List<ByteRange> allSmallRanges() {
    List<ByteRange> all = new ArrayList<>();
    for (int start = 0; start <= SMALL_FILE; start++) {
      for (int end = start; end <= SMALL_FILE; end++) {
        all.add(new ByteRange(start, end));
      }
    }
    return all;
  }

  private static BitSet bytes(ByteRange range) {
    BitSet bytes = new BitSet();
    bytes.set((int) range.start(), (int) range.end());
    return bytes;
  }
}
