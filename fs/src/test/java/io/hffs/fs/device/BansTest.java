package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.source.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BansTest {

  private static final DeviceId A = Devices.id("a");
  private static final Duration DAY = Duration.ofHours(24);

  @TempDir Path root;
  private final ManualClock clock = new ManualClock();
  private Pairings pairings;

  @BeforeEach
  void open() throws IOException {
    pairings = Pairings.open(root, clock);
    pairings.add(A, "a", null, false);
  }

  private Duration banned() {
    return Duration.between(clock.instant(), pairings.ban(A).orElseThrow().until());
  }

  @Test
  void oneWrongChunkIsForgiven() {
    pairings.strike(A, "a wrong chunk");

    assertThat(pairings.ban(A)).isEmpty();
  }

  @Test
  void secondWithinADayBans() {
    pairings.strike(A, "a wrong chunk");
    clock.advance(DAY.minusSeconds(1));
    pairings.strike(A, "another");

    assertThat(pairings.ban(A)).contains(new Ban(A, clock.instant().plus(DAY), 1, "another"));
  }

  @Test
  void secondAfterADayIsTheFirstAgain() {
    pairings.strike(A, "one");
    clock.advance(DAY);
    pairings.strike(A, "two");
    assertThat(pairings.ban(A)).isEmpty();

    clock.advance(DAY.minusSeconds(1));
    pairings.strike(A, "three");
    assertThat(pairings.ban(A)).isPresent();
  }

  @Test
  void strikesAndBansOutliveTheProcess() throws Exception {
    pairings.strike(A, "one");
    pairings = Pairings.open(root, clock);
    pairings.strike(A, "two");
    Ban ban = pairings.ban(A).orElseThrow();

    assertThat(Pairings.open(root, clock).ban(A)).contains(ban);
  }

  @Test
  void bansEndByThemselvesAndDoubleUpToAWeek() {
    for (Duration expected :
        new Duration[] {
          DAY, DAY.multipliedBy(2), DAY.multipliedBy(4), DAY.multipliedBy(7), DAY.multipliedBy(7)
        }) {
      pairings.ban(A, "it lied");
      assertThat(banned()).isEqualTo(expected);
      clock.advance(expected.minusSeconds(1));
      assertThat(pairings.ban(A)).isPresent();
      clock.advance(Duration.ofSeconds(1));
      assertThat(pairings.ban(A)).isEmpty();
    }
  }

  @Test
  void whatWasUnderWayDoesNotProlongABan() {
    pairings.ban(A, "it lied");
    Ban ban = pairings.ban(A).orElseThrow();
    pairings.strike(A, "one");
    pairings.strike(A, "two");
    pairings.ban(A, "again");

    assertThat(pairings.ban(A)).contains(ban);
  }

  @Test
  void pairingAgainDoesNotLiftABanRemovingDoes() throws Exception {
    pairings.ban(A, "it lied");
    pairings.add(A, "a", null, false);
    assertThat(pairings.ban(A)).isPresent();

    pairings.remove(A);
    pairings.add(A, "a", null, false);
    assertThat(pairings.ban(A)).isEmpty();
  }

  @Test
  void whoIsNotPairedIsNotBanned() {
    pairings.ban(Devices.id("b"), "it lied");

    assertThat(pairings.ban(Devices.id("b"))).isEmpty();
    assertThat(pairings.all()).hasSize(1);
  }
}
