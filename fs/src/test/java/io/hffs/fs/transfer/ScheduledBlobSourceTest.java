package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.FakeBlobSource;
import io.hffs.fs.source.ManualClock;
import io.hffs.fs.source.NotYetException;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.Ranked;
import io.hffs.fs.source.Share;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.SourceHealth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which source gives which range when there are peers, and what follows when one fails. */
class ScheduledBlobSourceTest {

  private static final int MIB = 1 << 20;
  private static final int SEGMENT = (int) SegmentOwners.SEGMENT_BYTES;
  private static final byte[] CONTENT = content();
  private static final BlobRef BLOB =
      new BlobRef(
          BlobId.sha256("ab".repeat(32)),
          CONTENT.length,
          RepoId.parse("acme/tiny"),
          new CommitHash("1".repeat(40)),
          new RepoPath("a.bin"));

  private final FakeBlobSource hub = new FakeBlobSource(CONTENT);
  private final FakeBlobSource mirror = new FakeBlobSource(CONTENT);
  private final FakePeer ann = new FakePeer("ann", CONTENT);
  private final FakePeer bob = new FakePeer("bob", CONTENT);
  private final Sink sink = new Sink();
  private boolean isPublic = true;
  private final ScheduledBlobSource source = source(List.of(ann, bob), hub);

  @AfterEach
  void close() {
    source.close();
  }

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
  void onePeerTakesOverFromAnother() throws Exception {
    ann.failing = true;

    source.fetch(BLOB, new ByteRange(0, 2 * MIB), sink);

    assertThat(bob.requests()).containsExactly(new ByteRange(0, 2 * MIB));
    assertThat(hub.requests()).isEmpty();
    assertThat(sink.bytes()).isEqualTo(slice(0, 2 * MIB));
  }

  @Test
  void aSilentPeerLosesItsRangeAndNoByteComesTwice() throws Exception {
    ann.stallsAfter = MIB;
    bob.heldBytes = 0;
    sink.urgent = true;
    source.start();

    source.fetch(BLOB, new ByteRange(0, 4 * MIB), sink);

    assertThat(hub.requests()).containsExactly(new ByteRange(MIB, 4 * MIB));
    assertThat(sink.bytes()).isEqualTo(slice(0, 4 * MIB));
    assertThat(ann.health().isAvailable()).isFalse();
  }

  @Test
  void whatASourceSendsNothingOfIsTakenFromItWhenItFailsOthers() throws Exception {
    ann.stallsAfter = MIB;
    AtomicLong clock = new AtomicLong();
    sink.afterWrite =
        () -> {
          failOnce(ann.health());
          clock.set(TimeUnit.SECONDS.toNanos(1)); // nobody waits for it: alone it had more time
        };

    try (ScheduledBlobSource made = source(clock::get, List.of(ann, bob), hub)) {
      made.start();
      made.fetch(BLOB, new ByteRange(0, 2 * MIB), sink);
    }

    assertThat(bob.requests()).containsExactly(new ByteRange(MIB, 2 * MIB));
    assertThat(sink.bytes()).isEqualTo(slice(0, 2 * MIB));
  }

  private static void failOnce(SourceHealth health) {
    try (SourceHealth.Permit permit = health.acquire()) {
      permit.failed(new SourceException(Kind.UNAVAILABLE, "silent"));
    } catch (SourceException e) {
      assertThat(health.isAvailable()).isFalse(); // it failed before
    }
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
  void aPeerThatFailedIsWaitedForWhenTheHubIsAway() {
    sink.urgent = true;
    ann.failing = true;
    bob.heldBytes = 0;
    hub.failingAfter(0, new SourceException(Kind.UNAVAILABLE, "away"));

    assertThatThrownBy(() -> source.fetch(BLOB, new ByteRange(0, MIB), sink))
        .isInstanceOf(NotYetException.class)
        .hasMessageContaining("ann has it");
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void machinesThatFetchAtOncePartTheFile() throws Exception {
    ann.heldBytes = 0;
    ann.growing = true;
    bob.heldBytes = 0;
    bob.growing = true;
    SegmentShare share = new SegmentShare(BLOB.id(), List.of("me", "ann", "bob"));

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
  void onePartOfAFileAtATimeIsAskedForByTheMachinesTogether() throws Exception {
    ann.heldBytes = 0;
    ann.growing = true;
    bob.heldBytes = 0;
    SegmentShare share = new SegmentShare(BLOB.id(), List.of("me", "ann"));
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
  void aPeerThatFailedIsWaitedForUnlessSomebodyWaitsForTheBytes() throws Exception {
    ann.failing = true;
    bob.heldBytes = 0;

    assertThatThrownBy(() -> source.fetch(BLOB, new ByteRange(0, MIB), sink))
        .isInstanceOf(NotYetException.class);
    assertThat(hub.requests()).isEmpty();
    sink.urgent = true;
    source.fetch(BLOB, new ByteRange(0, MIB), sink);

    assertThat(hub.requests()).hasSize(1);
    assertThat(ann.requests()).hasSize(1);
  }

  @Test
  void aPeerThatFailedIsTriedByWhoWaitsWhenNobodyElseFindsOutThatItIsBack() throws Exception {
    ManualClock clock = new ManualClock();
    FakePeer cat = new FakePeer("cat", CONTENT, clock);
    ByteRange range = new ByteRange(0, MIB);
    sink.urgent = true;
    hub.failingAfter(0, new SourceException(Kind.UNAVAILABLE, "away"));
    try (ScheduledBlobSource withoutHub = source(List.of(cat), hub)) {
      cat.failing = true;
      assertThatThrownBy(() -> withoutHub.fetch(BLOB, range, sink))
          .isInstanceOf(NotYetException.class);
      cat.failing = false;
      clock.advance(Duration.ofSeconds(1));
      assertThatThrownBy(() -> withoutHub.fetch(BLOB, range, sink))
          .isInstanceOf(NotYetException.class);
      assertThat(cat.requests()).hasSize(1);

      clock.advance(Duration.ofSeconds(5));
      withoutHub.fetch(BLOB, range, sink);
    }

    assertThat(cat.requests()).hasSize(2);
    assertThat(sink.bytes()).isEqualTo(slice(0, MIB));
  }

  @Test
  void whatComesInPiecesKeepsATransferAlive() throws Exception {
    ann.dripMillis = 300;
    SourceMeter.Transfer known = ann.meter().begin(1);
    known.received(1); // it answers at once
    known.close();
    sink.urgent = true;
    source.start();

    source.fetch(BLOB, new ByteRange(0, MIB), sink);

    assertThat(ann.requests()).hasSize(1);
    assertThat(bob.requests()).isEmpty();
  }

  @Test
  void theShareOfAMachineThatStandsStillPassesOn() throws Exception {
    ann.heldBytes = 0;
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
  void theHubsVerdictIsFinalWhateverPeersHave() {
    sink.urgent = true;
    ann.failing = true;
    bob.heldBytes = 0;
    hub.failingAfter(0, new SourceException(Kind.DENIED, "not yours"));

    assertThatThrownBy(() -> source.fetch(BLOB, new ByteRange(0, MIB), sink))
        .hasMessageContaining("not yours");
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

  private ScheduledBlobSource source(List<PeerSource> peers, BlobSource... origins) {
    return source(System::nanoTime, peers, origins);
  }

  private ScheduledBlobSource source(
      LongSupplier nanoClock, List<PeerSource> peers, BlobSource... origins) {
    List<Ranked<BlobSource>> ranked =
        Arrays.stream(origins)
            .map(
                origin ->
                    new Ranked<BlobSource>(
                        origin, new SourceHealth("hub", Clock.systemUTC()), origin != mirror))
            .toList();
    PeerSources live =
        new PeerSources() {
          @Override
          public String ownId() {
            return "me";
          }

          @Override
          public List<PeerSource> live() {
            return peers;
          }
        };
    return new ScheduledBlobSource(ranked, live, repo -> isPublic, nanoClock);
  }

  private static byte[] content() {
    byte[] content = new byte[4 * SEGMENT];
    new Random(1).nextBytes(content);
    return content;
  }

  private static byte[] slice(int start, int end) {
    return Arrays.copyOfRange(CONTENT, start, end);
  }

  private static final class Sink implements BlobSink {

    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private boolean urgent;
    private boolean takesAttested = true;
    private @Nullable Share share;
    private Runnable afterWrite = () -> {};

    byte[] bytes() {
      return got.toByteArray();
    }

    @Override
    public void write(ByteBuffer bytes, Provenance provenance) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      got.writeBytes(copy);
      afterWrite.run();
    }

    @Override
    public boolean isUrgent() {
      return urgent;
    }

    @Override
    public boolean takesAttested() {
      return takesAttested;
    }

    @Override
    public void sharedWith(Share told) {
      share = told;
    }
  }
}
