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
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Requests that are wrong or come from the wrong one, drawn by a seed, and what must become of
 * them.
 */
final class HostileAttack {

  private static final int CHUNK = PeerProtocol.CHUNK_BYTES;

  /** More than may be asked for at once. */
  private static final long SIZE = 24L * CHUNK + 17;

  private static final String FILE = "weights-of-the-model.bin";

  private final TestMachine machine;
  private final TestCaller good = TestCaller.device();
  private final TestCaller paired = TestCaller.device();
  private final List<TestCaller> strangers =
      List.of(
          TestCaller.withoutCertificate(),
          TestCaller.device(),
          TestCaller.expired(),
          TestCaller.rsa(),
          paired.byOlderTls());
  private final long seed;
  private final Random random;
  private final String commit;
  private final BlobId blob;
  private final byte[] content;

  private HostileAttack(
      TestMachine machine, Snapshot tree, BlobId blob, byte[] content, long seed) {
    this.machine = machine;
    this.commit = tree.commit().hex();
    this.blob = blob;
    this.content = content;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Makes so many requests; fails when one of them gets something, or a good one nothing after. */
  static void run(Path home, int count, long seed) throws Exception {
    try (TestHub hub = TestHub.start()) {
      hub.addRepo("org/open")
          .commit("Add", files -> files.lfs(FILE, TestContent.generated(1, SIZE)));
      try (TestMachine machine = TestMachine.open(home, hub.endpoint())) {
        Snapshot tree = machine.fetch("org/open");
        byte[] content = machine.read(tree, FILE);
        BlobId blob = hub.repo("org/open").file("main", FILE).blob();
        new HostileAttack(machine, tree, blob, content, seed).run(count);
      }
    }
  }

  private void run(int count) throws IOException {
    machine.trust(good.id());
    machine.trust(paired.id());
    HostileRequests requests =
        new HostileRequests(
            random, blob.hex(), commit, List.of(usedInvite().secret(), expiredInvite().secret()));
    for (int i = 0; i < count; i++) {
      if (i % 20 == 0) {
        machine.invite(); // the guesses among them end those that are open
      }
      one(requests, "request " + i + ", hffs.seed=" + seed);
    }
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

  private void one(HostileRequests requests, String which) throws IOException {
    int who = random.nextInt(2 * strangers.size() + 1);
    if (who == 0) {
      try (Socket plain = TestCaller.plain(machine.port())) {
        byte[] request = requests.ordinary();
        assertNothing(which + " without TLS", request, TestCaller.exchange(plain, request));
      }
    } else if (who <= strangers.size()) {
      byte[] request = random.nextBoolean() ? requests.ordinary() : requests.hostile();
      Answer answer = strangers.get(who - 1).say(machine.port(), request);
      assertNothing(which + " of stranger " + who, request, answer);
    } else {
      byte[] request = requests.hostile();
      assertNothing(which + " of a paired one", request, paired.say(machine.port(), request));
    }
  }

  private void assertNothing(String which, byte[] request, Answer answer) {
    String asked = new String(request, StandardCharsets.ISO_8859_1);
    String shown = which + ": " + asked.substring(0, Math.min(200, asked.length()));
    assertThat(answer.status())
        .as(shown)
        .matches(s -> s == 0 || (s >= 400 && s < 500) || s == 501 || s == 505, "error");
    assertThat(answer.body()).as(shown).hasSizeLessThan(2_000);
    assertThat(answer.head() + answer.body())
        .as(shown)
        .doesNotContain(FILE, "X-Evil: 1\r\n", "Chunks-Sha256", "BEGIN", "root:")
        .doesNotContainIgnoringCase("jetty", "javalin");
    if (!asked.contains(commit)) {
      assertThat(answer.body()).as(shown).doesNotContain(commit);
    }
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
}
