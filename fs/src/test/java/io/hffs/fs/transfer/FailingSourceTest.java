package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.ManualClock;
import io.hffs.fs.source.NotYetException;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.SourceHealth;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What follows when a source fails, or falls silent, that was asked for a range. */
class FailingSourceTest extends ScheduledSourceFixture {

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
    assertThat(ann.health().isSound()).isFalse();
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
    FakePeer cat = new FakePeer("cat", CONTENT, clock, System::nanoTime);
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
    AtomicLong clock = new AtomicLong();
    FakePeer cat = new FakePeer("cat", CONTENT, Clock.systemUTC(), clock::get);
    cat.dripMillis = 300; // of real time, in which somebody looks
    cat.beforeDrip = () -> clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));
    SourceMeter.Transfer known = cat.meter().begin(1);
    clock.incrementAndGet();
    known.received(1); // it answers at once
    known.close();
    sink.urgent = true;

    try (ScheduledBlobSource made = source(clock::get, List.of(cat, bob), hub)) {
      made.start();
      made.fetch(BLOB, new ByteRange(0, MIB), sink);
    }

    assertThat(cat.requests()).hasSize(1);
    assertThat(bob.requests()).isEmpty();
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
}
