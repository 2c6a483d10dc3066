package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a blob is this machine's, when others fetch it too and some of them stand still. */
class SegmentShareTest extends ScheduledSourceFixture {

  private static final int SEGMENTS = 3000;

  @BeforeEach
  void bothFetchIt() {
    ann.growing = true;
    bob.growing = true;
  }

  private SegmentShare share() {
    return new SegmentShare(BLOB, live(List.of(ann, bob)));
  }

  private long ours() {
    return LongStream.range(0, SEGMENTS).filter(share()::isOurs).count();
  }

  @Test
  void eachHasAThird() {
    assertThat(ours()).isBetween(900L, 1100L);
    assertThat(share().atOnce()).isEqualTo(5);
  }

  @Test
  void whenTheOthersStandStillItTakesOverWhereItIsNextAndLaterAll() {
    ann.stillFor = Duration.ofSeconds(7);
    bob.stillFor = Duration.ofSeconds(7);
    assertThat(ours()).as("a third, and half of the rest").isBetween(1900L, 2100L);

    ann.stillFor = Duration.ofSeconds(13);
    bob.stillFor = Duration.ofSeconds(13);
    assertThat(ours()).isEqualTo(SEGMENTS);
  }

  @Test
  void whoStandsStillForAMinuteIsNotCountedOnAnyMore() {
    ann.stillFor = Duration.ofSeconds(59);
    bob.growing = false;
    assertThat(share().isParted()).isTrue();

    ann.stillFor = Duration.ofSeconds(60);
    assertThat(share().isParted()).isFalse();
  }
}
