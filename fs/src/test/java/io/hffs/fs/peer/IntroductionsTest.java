package io.hffs.fs.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.Pairings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntroductionsTest {

  private static final DeviceId OWN = new DeviceId("0".repeat(64));
  private static final DeviceId HUB = new DeviceId("1".repeat(64));
  private static final DeviceId ANN = new DeviceId("2".repeat(64));
  private static final DeviceId BOB = new DeviceId("3".repeat(64));

  @TempDir Path root;
  private Pairings pairings;
  private PairedDevice introducer;

  @BeforeEach
  void open() throws Exception {
    pairings = Pairings.open(root, Clock.systemUTC());
    introducer = pairings.add(HUB, "rack", null, true);
  }

  private void told(DeviceId... ids) throws Exception {
    List<Member> members =
        List.of(ids).stream().map(id -> new Member(id, "m" + id.hex().charAt(0), null)).toList();
    Introductions.apply(pairings, OWN, introducer, members);
  }

  @Test
  void whoIsOnTheListIsPairedButNotThisMachineItself() throws Exception {
    told(OWN, ANN, BOB);

    assertThat(pairings.isPaired(ANN)).isTrue();
    assertThat(pairings.isPaired(BOB)).isTrue();
    assertThat(pairings.isPaired(OWN)).isFalse();
    assertThat(pairings.find(ANN).orElseThrow().introducer()).isFalse();
  }

  @Test
  void whoIsNoLongerOnTheListGoes() throws Exception {
    told(ANN, BOB);
    told(BOB);

    assertThat(pairings.isPaired(ANN)).isFalse();
    assertThat(pairings.isPaired(BOB)).isTrue();
  }

  @Test
  void whomTheUserPairedStays() throws Exception {
    pairings.add(ANN, "ann", null, false);
    told(ANN);
    told();

    assertThat(pairings.isPaired(ANN)).isTrue();
  }

  @Test
  void whomTheUserRemovedStaysAway() throws Exception {
    told(ANN);
    pairings.remove(ANN);
    told(ANN);

    assertThat(pairings.isPaired(ANN)).isFalse();
  }
}
