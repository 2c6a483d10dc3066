package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.transfer.RouteChoice.Offer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteChoiceTest {

  private static final long MIB = 1L << 20;

  private static Offer peer(double rate, long pendingMib) {
    return new Offer(true, rate, 0.002, pendingMib * MIB, 8 * MIB, true);
  }

  private static Offer hub(double rate, long pendingMib) {
    return new Offer(false, rate, 0.05, pendingMib * MIB, 8 * MIB, true);
  }

  @Test
  void theLanIsPreferredUnlessItIsMuchSlower() {
    assertThat(RouteChoice.best(List.of(hub(50e6, 0), peer(50e6, 0)))).isEqualTo(1);
    assertThat(RouteChoice.best(List.of(hub(50e6, 0), peer(25e6, 0)))).isEqualTo(1);
    assertThat(RouteChoice.best(List.of(hub(50e6, 0), peer(1e6, 0)))).isZero();
    assertThat(RouteChoice.best(List.of(hub(50e6, 0), peer(25e6, 16)))).isZero();
  }

  @Test
  void whatASourceHasToGiveAlreadyCountsAgainstIt() {
    assertThat(RouteChoice.best(List.of(peer(50e6, 0), peer(60e6, 32)))).isZero();
    assertThat(RouteChoice.best(List.of(peer(50e6, 32), peer(5e6, 0)))).isEqualTo(1);
  }

  @Test
  void anUnknownSourceIsTried() {
    assertThat(RouteChoice.best(List.of(hub(10e6, 0), peer(0, 0)))).isEqualTo(1);
  }

  @Test
  void aSliceOfASlowSourceIsSmall() {
    assertThat(RouteChoice.slice(peer(5e6, 0), false)).isEqualTo(2 * MIB);
    assertThat(RouteChoice.slice(peer(0.1e6, 0), false)).isEqualTo(MIB);
    assertThat(RouteChoice.slice(peer(500e6, 0), false)).isEqualTo(8 * MIB);
    assertThat(RouteChoice.slice(peer(5e6, 0), true)).isEqualTo(8 * MIB);
  }
}
