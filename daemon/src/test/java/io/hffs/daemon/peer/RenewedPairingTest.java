package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.PeerView;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.testhub.TestHub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The user pairs again with a machine that this one knows: what is said now counts, now. */
@Timeout(60)
class RenewedPairingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final PeerAddress NOBODY = new PeerAddress("127.0.0.1", 1);

  @TempDir Path here;
  @TempDir Path there;
  private TestHub hub;
  private TestMachine machine;
  private TestMachine other;
  private DeviceId id;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    machine = TestMachine.open(here, hub.endpoint());
    other = TestMachine.open(there, hub.endpoint());
    id = other.peering().identity().id();
    other.trust(machine.peering().identity().id());
  }

  @AfterEach
  void stop() throws Exception {
    machine.close();
    other.close();
    hub.close();
  }

  private void pair(PeerAddress at, boolean introducer) throws Exception {
    machine.peering().pairings().add(id, "other", at, introducer);
  }

  private void await(Predicate<PeerView> condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (machine.service().all().stream().noneMatch(condition)) {
      assertThat(System.nanoTime()).as("%s", machine.service().all()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void itIsLookedForAtItsNewPlace() throws Exception {
    pair(NOBODY, false);
    await(peer -> peer.reason() != null && !peer.reason().equals("not asked yet"));

    pair(new PeerAddress("127.0.0.1", other.port()), false);

    await(peer -> peer.state() == PeerView.State.ACTIVE);
  }

  @Test
  void itIntroducesOthersFromNowOn() throws Exception {
    DeviceId third = TestCaller.device().id();
    PeerAddress place = new PeerAddress("127.0.0.1", other.port());
    pair(place, false);
    await(peer -> peer.state() == PeerView.State.ACTIVE);

    pair(place, true);
    other.trust(third);

    await(peer -> third.hex().equals(peer.id()));
  }
}
