package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.NotYetException;
import io.hffs.fs.source.Share;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which source gives which range when there are peers. */
class ScheduledBlobSourceTest extends ScheduledSourceFixture {

  @Test
  void aPeerThatHasItIsAskedBeforeTheHub() throws Exception {
    bob.heldBytes = 0;

    source.fetch(BLOB, new ByteRange(0, MIB), sink);

    assertThat(ann.requests()).containsExactly(new ByteRange(0, MIB));
    assertThat(bob.requests()).isEmpty();
    assertThat(hub.requests()).isEmpty();
    assertThat(sink.bytes()).isEqualTo(slice(0, MIB));
  }

  @Test
  void whatAPeerHasOnlyInPartTheHubGoesOnWith() throws Exception {
    ann.heldBytes = 3 * MIB;
    bob.heldBytes = 0;

    source.fetch(BLOB, new ByteRange(MIB, 6 * MIB), sink);

    assertThat(ann.requests()).containsExactly(new ByteRange(MIB, 3 * MIB));
    assertThat(hub.requests()).containsExactly(new ByteRange(3 * MIB, 6 * MIB));
    assertThat(sink.bytes()).isEqualTo(slice(MIB, 6 * MIB));
  }

  @Test
  void peersAreNotAskedForWhatOnlyTheOriginMayGive() throws Exception {
    sink.takesAttested = false;

    source.fetch(BLOB, new ByteRange(0, MIB), sink);

    assertThat(hub.requests()).hasSize(1);
    assertThat(ann.requests()).isEmpty();
  }

  @Test
  void aPeerWithoutRoomIsWaitedForAsLongAsItIsTheBest() throws Exception {
    ann.roomBytes = 0;
    bob.heldBytes = 0;
    sink.urgent = true;

    assertThatThrownBy(() -> source.fetch(BLOB, new ByteRange(0, MIB), sink))
        .isInstanceOf(NotYetException.class);
    assertThat(hub.requests()).isEmpty();

    SourceMeter.Transfer much = ann.meter().begin(1L << 30);
    source.fetch(BLOB, new ByteRange(0, MIB), sink);
    much.close();
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void aHubThatWasNotMeasuredGetsLittleBesideAPeer() throws Exception {
    bob.heldBytes = 0;
    SourceMeter.Transfer much = ann.meter().begin(1L << 30);

    source.fetch(BLOB, new ByteRange(0, 4 * MIB), sink);

    much.close();
    assertThat(hub.requests().get(0)).isEqualTo(new ByteRange(0, MIB));
    assertThat(sink.bytes()).isEqualTo(slice(0, 4 * MIB));
  }

  @Test
  void machinesThatFetchAtOncePartTheFile() throws Exception {
    ann.heldBytes = 0;
    ann.growing = true;
    bob.heldBytes = 0;
    bob.growing = true;
    SegmentShare share = new SegmentShare(BLOB, live(List.of(ann, bob)));

    for (int segment = 0; segment < 4; segment++) {
      ByteRange range = new ByteRange((long) segment * SEGMENT, (segment + 1L) * SEGMENT);
      if (share.isOurs(segment)) {
        source.fetch(BLOB, range, new Sink());
        assertThat(hub.requests()).contains(range);
      } else {
        assertThatThrownBy(() -> source.fetch(BLOB, range, new Sink()))
            .isInstanceOf(NotYetException.class);
      }
    }
    assertThat(hub.requests()).hasSizeLessThan(4);
  }

  @Test
  void whatAnotherMachineHasIsNotLeftToThisOne() throws Exception {
    ann.heldBytes = 2 * SEGMENT;
    ann.growing = true;
    bob.heldBytes = 0;

    source.fetch(BLOB, new ByteRange(0, MIB), sink);

    SegmentShare share = (SegmentShare) Objects.requireNonNull(sink.share);
    int segments = CONTENT.length / SEGMENT;
    assertThat(IntStream.range(0, segments).filter(share::isLeftToUs))
        .containsExactlyElementsOf(
            IntStream.range(2, segments).filter(share::isOurs).boxed().toList());
    assertThat(IntStream.range(0, 2).filter(share::isOurs)).isNotEmpty();
  }

  @Test
  void aFileIsNoLongerPartedWhenTheOthersHaveGone() throws Exception {
    ann.growing = true;

    source.fetch(BLOB, new ByteRange(0, MIB), sink);

    Share share = Objects.requireNonNull(sink.share);
    assertThat(share.isParted()).isTrue();
    ann.growing = false;
    assertThat(share.isParted()).isFalse();
  }

  @Test
  void onePartOfAFileAtATimeIsAskedForByTheMachinesTogether() throws Exception {
    ann.heldBytes = 0;
    ann.growing = true;
    bob.heldBytes = 0;
    SegmentShare share = new SegmentShare(BLOB, live(List.of(ann, bob)));
    int ours = IntStream.range(0, 4).filter(share::isOurs).findFirst().orElseThrow();
    ByteRange range = new ByteRange((long) ours * SEGMENT + MIB, CONTENT.length);

    assertThatThrownBy(() -> source.fetch(BLOB, range, sink)).isInstanceOf(NotYetException.class);

    assertThat(hub.requests()).allMatch(asked -> share.isOurs(asked.start() / SEGMENT));
    assertThat(hub.requests().get(0))
        .isEqualTo(new ByteRange(range.start(), (ours + 1L) * SEGMENT));
    assertThat(sink.share).isNotNull();
  }

  @Test
  void whatAPeerHasIsNotTakenFromTheLineOfAll() throws Exception {
    ann.heldBytes = MIB;
    ann.growing = true;
    bob.heldBytes = 0;
    SourceMeter.Transfer much = ann.meter().begin(1L << 30);

    source.fetch(BLOB, new ByteRange(0, MIB), sink);

    much.close();
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void whoHasWaitedLongForAnotherMachineFetchesAChunkHimself() throws Exception {
    ann.heldBytes = 0;
    ann.growing = true;
    bob.heldBytes = 0;
    SegmentShare share = new SegmentShare(BLOB, live(List.of(ann, bob)));
    long other =
        LongStream.range(0, 4).filter(segment -> !share.isOurs(segment)).findFirst().orElseThrow();
    ByteRange range = ByteRange.ofLength(other * SEGMENT + MIB / 2, MIB / 2);
    sink.urgent = true;

    sink.waited = Duration.ofSeconds(9);
    assertThatThrownBy(() -> source.fetch(BLOB, range, sink)).isInstanceOf(NotYetException.class);
    assertThat(hub.requests()).isEmpty();

    sink.waited = Duration.ofSeconds(11);
    source.fetch(BLOB, range, sink);
    assertThat(hub.requests()).containsExactly(range);
  }

  @Test
  void whoHasWaitedForRoomAtAPeerAsksTheHub() throws Exception {
    ann.roomBytes = 0;
    bob.heldBytes = 0;
    sink.urgent = true;

    sink.waited = Duration.ofSeconds(4);
    assertThatThrownBy(() -> source.fetch(BLOB, new ByteRange(0, MIB), sink))
        .isInstanceOf(NotYetException.class);

    sink.waited = Duration.ofSeconds(6);
    source.fetch(BLOB, new ByteRange(0, MIB), sink);
    assertThat(hub.requests()).containsExactly(new ByteRange(0, MIB));
  }

  @Test
  void theShareOfAMachineThatStandsStillPassesOn() throws Exception {
    ann.heldBytes = 0;
    ann.growing = true;
    ann.stillFor = Duration.ofMinutes(1);
    bob.heldBytes = 0;

    source.fetch(BLOB, new ByteRange(0, 4L * SEGMENT), sink);

    assertThat(sink.share).isNull();
    assertThat(sink.bytes()).isEqualTo(CONTENT);
  }

  @Test
  void aMirrorTakesItsShareOfAPublicFileWhileTheHubIsBusy() throws Exception {
    assertThat(askedWhileTheHubIsBusy()).containsExactly(new ByteRange(0, MIB));
  }

  @Test
  void noMirrorHearsOfAFileThatIsNotPublicWhileTheHubServes() throws Exception {
    isPublic = false;

    assertThat(askedWhileTheHubIsBusy()).isEmpty();
  }

  /** Has a small range fetched while the hub gives a large one; returns what the mirror gave. */
  private List<ByteRange> askedWhileTheHubIsBusy() throws Exception {
    AtomicReference<ScheduledBlobSource> both = new AtomicReference<>();
    BlobSource busy =
        new BlobSource() {
          @Override
          public String name() {
            return "hub";
          }

          @Override
          public void fetch(BlobRef blob, ByteRange range, BlobSink to) throws IOException {
            if (range.length() > MIB) {
              both.get().fetch(blob, new ByteRange(0, MIB), new Sink());
            }
            hub.fetch(blob, range, to);
          }
        };
    try (ScheduledBlobSource made = source(List.of(), busy, mirror)) {
      both.set(made);
      made.fetch(BLOB, new ByteRange(0, 4L * SEGMENT), sink);
    }
    assertThat(sink.bytes()).isEqualTo(CONTENT);
    return mirror.requests();
  }

  @Test
  void theCountsOfBytesAreKeptBySource() throws Exception {
    ann.heldBytes = MIB;
    bob.heldBytes = 0;

    source.fetch(BLOB, new ByteRange(0, 3 * MIB), sink);

    assertThat(source.receivedBytes())
        .containsEntry("ann", (long) MIB)
        .containsEntry("fake", 2L * MIB)
        .containsEntry("bob", 0L);
  }
}
