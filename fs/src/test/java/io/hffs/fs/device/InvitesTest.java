package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.source.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvitesTest {

  private static final String WRONG = "0".repeat(32);

  private final ManualClock clock = new ManualClock();
  private final Invites invites = new Invites(Devices.id("a"), clock);

  private OpenInvite open(boolean introduces) {
    return invites.open(
        List.of(new PeerAddress("nas", 9009)), introduces, Invites.DEFAULT_VALIDITY);
  }

  private Redemption redeem(OpenInvite open) {
    return invites.redeem(open.invite().secret());
  }

  @Test
  void isGoodForOneUse() {
    OpenInvite open = open(true);

    assertThat(invites.anyOpen()).isTrue();
    assertThat(redeem(open)).isEqualTo(new Redemption.Accepted(open.invite()));
    assertThat(open.invite().introduces()).isTrue();
    assertThat(invites.anyOpen()).isFalse();
    assertThat(redeem(open)).isInstanceOf(Redemption.Refused.class);
  }

  @Test
  void eachHasItsOwnSecret() {
    OpenInvite one = open(false);
    OpenInvite two = open(false);

    assertThat(one.invite().secret()).isNotEqualTo(two.invite().secret());
    assertThat(redeem(two)).isEqualTo(new Redemption.Accepted(two.invite()));
    assertThat(redeem(one)).isEqualTo(new Redemption.Accepted(one.invite()));
  }

  @Test
  void expires() {
    OpenInvite open = open(false);
    assertThat(open.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));

    clock.advance(Duration.ofMinutes(15).minusMillis(1));
    assertThat(invites.anyOpen()).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(redeem(open)).isInstanceOf(Redemption.Refused.class);
    assertThat(invites.anyOpen()).isFalse();
  }

  @Test
  void fourWrongTriesAreForgiven() {
    OpenInvite open = open(false);
    for (int i = 0; i < 4; i++) {
      assertThat(invites.redeem(WRONG)).isInstanceOf(Redemption.Refused.class);
    }

    assertThat(redeem(open)).isInstanceOf(Redemption.Accepted.class);
  }

  @Test
  void fiveWrongTriesEndAllThatAreOpen() {
    OpenInvite one = open(false);
    OpenInvite two = open(false);
    for (String wrong : List.of(WRONG, "", "x", one.invite().secret() + "0", "ff".repeat(16))) {
      assertThat(invites.redeem(wrong)).isInstanceOf(Redemption.Refused.class);
    }

    assertThat(invites.anyOpen()).isFalse();
    assertThat(redeem(one)).isInstanceOf(Redemption.Refused.class);
    assertThat(redeem(two)).isInstanceOf(Redemption.Refused.class);
  }

  @Test
  void wrongTriesOfBeforeDoNotCountForANewOne() {
    for (int i = 0; i < 10; i++) {
      invites.redeem(WRONG);
    }

    assertThat(redeem(open(false))).isInstanceOf(Redemption.Accepted.class);
  }
}
