package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.InviteView;
import io.hffs.daemon.peer.TestCaller.Answer;
import io.hffs.fs.device.Invite;
import io.hffs.fs.peer.PeerProtocol;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** {@link HostileCallers} on another machine, and a machine that they are after. */
final class HostileAttack implements AutoCloseable {

  static final String FILE = "weights-of-the-model.bin";

  private static final int CHUNK = PeerProtocol.CHUNK_BYTES;

  /** More than may be asked for at once. */
  private static final long SIZE = 24L * CHUNK + 17;

  private static final int INVITED_EACH_MILLIS = 200;

  private final TestMachine machine;
  private final TestCaller good = TestCaller.device();
  private final BlobId blob;
  private final byte[] content;
  private final OtherMachine callers;

  private HostileAttack(TestHub hub, TestMachine machine, long seed) throws IOException {
    this.machine = machine;
    Snapshot tree = machine.fetch("org/open");
    this.content = machine.read(tree, FILE);
    this.blob = hub.repo("org/open").file("main", FILE).blob();
    machine.trust(good.id());
    this.callers =
        OtherMachine.start(
            machine,
            HostileCallers.class,
            machine.port(),
            blob.hex(),
            tree.commit().hex(),
            usedInvite().secret(),
            expiredInvite().secret(),
            seed);
  }

  /** Opens a hub with what the attack is after. */
  static TestHub hub() throws IOException {
    TestHub hub = TestHub.start();
    hub.addRepo("org/open").commit("Add", files -> files.lfs(FILE, TestContent.generated(1, SIZE)));
    return hub;
  }

  /** Prepares one: the machine has the file, and two callers are paired with it. */
  static HostileAttack on(TestHub hub, TestMachine machine, long seed) throws IOException {
    return new HostileAttack(hub, machine, seed);
  }

  /** Makes so many requests; fails when one of them gets something, or a good one nothing after. */
  void run(int count) throws IOException, InterruptedException {
    callers.tell(Integer.toString(count));
    while (!callers.hasAnswered()) {
      machine.invite(); // the guesses among them end those that are open
      TimeUnit.MILLISECONDS.sleep(INVITED_EACH_MILLIS);
    }
    callers.answer("done");
    assertGoodIsServed();
    assertThat(machine.peering().pairings().all()).hasSize(2);
  }

  private Invite usedInvite() throws IOException {
    Invite invite = machine.invite();
    String body = "{\"secret\":\"" + invite.secret() + "\",\"name\":\"good\",\"port\":1}";
    assertThat(good.post(machine.port(), PeerProtocol.PAIR, body).status()).isEqualTo(200);
    return invite;
  }

  private Invite expiredInvite() throws IOException {
    InviteView view = machine.service().invite(new InviteRequest(false, Duration.ofSeconds(1)));
    while (Instant.now().isBefore(view.expiresAt())) {
      Thread.onSpinWait();
    }
    return Invite.parse(view.token());
  }

  private void assertGoodIsServed() {
    for (int chunk = 0; chunk < 4; chunk++) {
      Answer answer =
          good.get(
              machine.port(),
              PeerProtocol.BLOBS + blob.hex(),
              "Range: bytes=" + chunk * CHUNK + "-" + ((chunk + 1) * CHUNK - 1));
      assertThat(answer.status()).isEqualTo(206);
      assertThat(
              Arrays.equals(
                  answer.bytes(), Arrays.copyOfRange(content, chunk * CHUNK, (chunk + 1) * CHUNK)))
          .isTrue();
    }
  }

  @Override
  public void close() {
    callers.close();
  }
}
