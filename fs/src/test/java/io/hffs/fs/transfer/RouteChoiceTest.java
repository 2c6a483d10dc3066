package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.transfer.RouteChoice.Offer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteChoiceTest {

  private static final long MIB = 1L << 20;

  private static Offer peer(double rate, long pendingMib) {
    return new Offer(true, rate, 0.002, 0, pendingMib * MIB, 8 * MIB, true);
  }

  private static Offer hub(double rate, long pendingMib) {
    return new Offer(false, rate, 0.05, 0, pendingMib * MIB, 8 * MIB, true);
  }

  private static int best(List<Offer> offers) {
    return RouteChoice.best(offers, true, false);
  }

  private static int bestAhead(List<Offer> offers) {
    return RouteChoice.best(offers, false, false);
  }

  @Test
  void theLanIsPreferredUnlessItIsMuchSlower() {
    assertThat(best(List.of(hub(50e6, 0), peer(50e6, 0)))).isEqualTo(1);
    assertThat(best(List.of(hub(50e6, 0), peer(25e6, 0)))).isEqualTo(1);
    assertThat(best(List.of(hub(50e6, 0), peer(1e6, 0)))).isZero();
    assertThat(best(List.of(hub(50e6, 0), peer(25e6, 16)))).isZero();
  }

  @Test
  void whatASourceHasToGiveAlreadyCountsAgainstIt() {
    assertThat(best(List.of(peer(50e6, 0), peer(60e6, 32)))).isZero();
    assertThat(best(List.of(peer(50e6, 32), peer(5e6, 0)))).isEqualTo(1);
  }

  @Test
  void forReadAheadPeersThatPausedAreNoReasonToAskTheOrigin() {
    Offer paused = new Offer(true, 60e6, 3, 0, 4 * MIB, 8 * MIB, true);
    Offer untried = new Offer(false, 0, 0, 20, 0, MIB, true);

    assertThat(best(List.of(paused, untried))).as("somebody waits").isEqualTo(1);
    assertThat(bestAhead(List.of(paused, untried))).isZero();
    assertThat(bestAhead(List.of(peer(1e6, 0), hub(50e6, 0)))).isEqualTo(1);
    assertThat(bestAhead(List.of(peer(1e6, 0), untried))).isEqualTo(1);
  }

  @Test
  void anUnknownSourceIsTried() {
    assertThat(best(List.of(hub(10e6, 0), peer(0, 0)))).isEqualTo(1);
  }

  @Test
  void aPeerThatWasSlowLongAgoIsTriedAgain() {
    assertThat(best(List.of(peer(50e6, 1), slowPeer(1)))).isZero();
    assertThat(best(List.of(peer(50e6, 1), slowPeer(10)))).isEqualTo(1);
    assertThat(slowPeer(3600).seconds(100_000_000)).isBetween(1.0, 1.1);
  }

  private static Offer slowPeer(double idleSeconds) {
    return new Offer(true, 5e6, 0.1, idleSeconds, 0, 8 * MIB, true);
  }

  @Test
  void aPeerWithRoomIsTakenForOneThatHasNone() {
    Offer full = new Offer(true, 50e6, 0.002, 0, 4 * MIB, 8 * MIB, false);

    assertThat(best(List.of(full, peer(5e6, 0)))).isEqualTo(1);
    assertThat(best(List.of(full, peer(1e6, 0)))).isZero();
    assertThat(best(List.of(full, hub(10e6, 0)))).isZero();
  }

  @Test
  void whoHasWaitedLongEnoughTakesAnyWithRoom() {
    Offer full = new Offer(true, 50e6, 0.002, 0, 4 * MIB, 8 * MIB, false);

    assertThat(RouteChoice.best(List.of(full, hub(10e6, 0)), true, true)).isEqualTo(1);
    assertThat(RouteChoice.best(List.of(full, hub(0.1e6, 0), peer(1e6, 0)), true, true))
        .isEqualTo(2);
    assertThat(RouteChoice.best(List.of(full, full), true, true)).as("there is none").isZero();
  }

  @Test
  void aSliceOfASlowSourceIsSmall() {
    assertThat(RouteChoice.slice(peer(5e6, 0), false)).isEqualTo(2 * MIB);
    assertThat(RouteChoice.slice(peer(0.1e6, 0), false)).isEqualTo(MIB);
    assertThat(RouteChoice.slice(peer(500e6, 0), false)).isEqualTo(8 * MIB);
    assertThat(RouteChoice.slice(peer(5e6, 0), true)).isEqualTo(8 * MIB);
  }
}
