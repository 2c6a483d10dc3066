package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.peer.TestCaller.Answer;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.GroupKey;
import io.hffs.fs.device.Invite;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.peer.PeerProtocol;
import io.hffs.fs.testhub.TestHub;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the port for paired machines is open, and for whom. */
@Timeout(60)
class PeerServerTest {

  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LOOK_MILLIS = 50;

  @TempDir Path home;
  private TestHub hub;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    hub.addRepo("org/open").commit("Add", files -> files.text("a.txt", "content"));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    hub.close();
  }

  private TestMachine machine() throws IOException {
    TestMachine machine = TestMachine.open(home, hub.endpoint());
    open.add(machine);
    return machine;
  }

  private TestMachine machineOfGroup() throws IOException {
    Path key =
        Files.createFile(
            home.resolve("key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, KEY);
    TestMachine machine = TestMachine.withGroupKey(home, hub.endpoint(), key);
    open.add(machine);
    return machine;
  }

  private SSLSocket connected(TestCaller caller, TestMachine machine) throws IOException {
    SSLSocket socket = caller.connect(machine.port());
    open.add(socket);
    ask(socket);
    return socket;
  }

  /** Asks and leaves the connection open; returns the first line of the answer, or null. */
  private static String ask(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /v1/repos HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] line = socket.getInputStream().readNBytes(12);
    if (line.length < 12) {
      throw new IOException("closed");
    }
    int left = socket.getInputStream().available();
    socket.getInputStream().readNBytes(left);
    return new String(line, StandardCharsets.US_ASCII);
  }

  private static void assertClosed(Socket socket) {
    assertThatThrownBy(
            () -> {
              if (socket.getInputStream().read() < 0) {
                throw new IOException("closed");
              }
            })
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  private static Answer pair(TestMachine machine, TestCaller caller, String secret) {
    return pair(machine, caller, secret, "caller", 1);
  }

  private static Answer pair(
      TestMachine machine, TestCaller caller, String secret, String name, int port) {
    String body = "{\"secret\":\"%s\",\"name\":\"%s\",\"port\":%d}".formatted(secret, name, port);
    return caller.post(machine.port(), PeerProtocol.PAIR, body);
  }

  @Test
  @FaultCase(24)
  void withoutAPairingAndAnInviteNothingListens(FaultRun run) throws Exception {
    TestMachine machine = machine();

    assertThatThrownBy(() -> TestCaller.plain(machine.port()).close())
        .isInstanceOf(IOException.class);
    run.fired(1, "connection refused, nothing listens");
  }

  @Test
  void whileAnInviteIsOpenAStrangerMayPairAndNothingElse() throws Exception {
    TestMachine machine = machine();
    machine.fetch("org/open");
    Invite invite = machine.invite();
    TestCaller stranger = TestCaller.device();

    for (String path :
        List.of(
            PeerProtocol.REPOS,
            PeerProtocol.MEMBERS,
            PeerProtocol.HOLDINGS,
            PeerProtocol.REFS + "?repo=org/open",
            PeerProtocol.PAIR + "/",
            "/")) {
      Answer answer = stranger.get(machine.port(), path);
      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(pair(machine, stranger, invite.secret()).status()).isEqualTo(200);
    assertThat(stranger.get(machine.port(), PeerProtocol.REPOS).body()).contains("org/open");
  }

  @Test
  void anInviteIsGoodForOneAndOnlyOnce() throws Exception {
    TestMachine machine = machine();
    Invite invite = machine.invite();
    machine.invite(); // so that strangers are still heard
    assertThat(pair(machine, TestCaller.device(), invite.secret()).status()).isEqualTo(200);

    Answer second = pair(machine, TestCaller.device(), invite.secret());

    assertThat(second.status()).isEqualTo(403);
    assertThat(second.body()).isEmpty();
  }

  @Test
  void aRequestThatIsNotAsItShouldBeUsesUpNoInvite() throws Exception {
    TestMachine machine = machine();
    String secret = machine.invite().secret();
    TestCaller caller = TestCaller.device();

    assertThat(pair(machine, caller, secret, "", 1).status()).isEqualTo(400);
    assertThat(pair(machine, caller, secret, "caller", 65_536).status()).isEqualTo(400);
    assertThat(machine.peering().pairings().all()).isEmpty();

    assertThat(pair(machine, caller, secret).status()).isEqualTo(200);
  }

  @Test
  void afterFiveGuessesTheInviteIsDead() throws Exception {
    TestMachine machine = machine();
    Invite invite = machine.invite();
    for (int i = 0; i < 5; i++) {
      assertThat(pair(machine, TestCaller.device(), "%032x".formatted(i)).status()).isEqualTo(403);
    }

    // Strangers are not even heard any more.
    assertThat(pair(machine, TestCaller.device(), invite.secret()).status()).isZero();
    assertThat(machine.peering().pairings().all()).isEmpty();
  }

  @Test
  void aProofOfTheGroupKeyIsWorthNothingToOthers() throws Exception {
    TestMachine machine = machineOfGroup();
    TestCaller member = TestCaller.device();
    TestCaller thief = TestCaller.device();
    DeviceId here = machine.peering().identity().id();
    byte[] nonce = new byte[GroupKey.NONCE_BYTES];
    GroupKey key = GroupKey.of(KEY);
    byte[] proof = key.proof(GroupKey.Role.CLIENT, member.id(), here, nonce);
    byte[] ofServer = key.proof(GroupKey.Role.SERVER, thief.id(), here, nonce);

    assertThat(join(machine, thief, nonce, proof).status()).isEqualTo(403);
    assertThat(join(machine, thief, nonce, ofServer).status()).isEqualTo(403);
    assertThat(join(machine, thief, nonce, new byte[0]).status()).isEqualTo(403);
    assertThat(machine.peering().pairings().all()).isEmpty();
    assertThat(join(machine, member, nonce, proof).status()).isEqualTo(200);
  }

  private static Answer join(TestMachine machine, TestCaller caller, byte[] nonce, byte[] proof) {
    Base64.Encoder base64 = Base64.getEncoder();
    return caller.post(
        machine.port(),
        PeerProtocol.JOIN,
        "{\"nonce\":\""
            + base64.encodeToString(nonce)
            + "\",\"proof\":\""
            + base64.encodeToString(proof)
            + "\",\"name\":\"caller\",\"port\":1}");
  }

  @Test
  void aMachineThatIsRemovedIsCutAtOnce() throws Exception {
    TestMachine machine = machine();
    TestCaller good = TestCaller.device();
    TestCaller removed = TestCaller.device();
    machine.trust(good.id());
    machine.trust(removed.id());
    SSLSocket stays = connected(good, machine);
    SSLSocket goes = connected(removed, machine);

    machine.service().remove(new RemovePeerRequest(removed.id().hex()));

    assertClosed(goes);
    assertThat(removed.get(machine.port(), PeerProtocol.REPOS).status()).isZero();
    assertThat(ask(stays)).isEqualTo("HTTP/1.1 200");
  }

  @Test
  void aMachineThatIsBannedIsCutAtOnceEvenWhileStrangersAreHeard() throws Exception {
    TestMachine machine = machine();
    TestCaller caller = TestCaller.device();
    machine.trust(caller.id());
    machine.invite();
    SSLSocket socket = connected(caller, machine);

    machine.peering().pairings().ban(caller.id(), "it lied");

    assertClosed(socket);
    assertThat(caller.get(machine.port(), PeerProtocol.REPOS).status()).isZero();
  }

  @Test
  void withTheLastPairingThePortGoes() throws Exception {
    TestMachine machine = machine();
    TestCaller caller = TestCaller.device();
    machine.trust(caller.id());
    SSLSocket socket = connected(caller, machine);

    machine.service().remove(new RemovePeerRequest(caller.id().hex()));

    assertClosed(socket);
    assertThatThrownBy(() -> TestCaller.plain(machine.port()).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void oneConnectionTooManyTakesThePlaceOfAnIdleOne() throws Exception {
    TestMachine machine = machine();
    TestCaller caller = TestCaller.device();
    machine.trust(caller.id());
    List<SSLSocket> sockets = new ArrayList<>();
    for (int i = 0; i < Callers.MAX_OF_ONE; i++) {
      sockets.add(connected(caller, machine));
    }

    SSLSocket one = connected(caller, machine);

    List<SSLSocket> left = new ArrayList<>(sockets);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (left.size() == Callers.MAX_OF_ONE && System.nanoTime() < deadline) {
      left.removeIf(PeerServerTest::isClosed); // whichever was idle for the server
    }
    assertThat(left).hasSize(Callers.MAX_OF_ONE - 1);
    assertThat(ask(one)).isEqualTo("HTTP/1.1 200");
    SSLSocket other = left.get(0);
    other.setSoTimeout((int) PATIENCE.toMillis());
    assertThat(ask(other)).isEqualTo("HTTP/1.1 200");
  }

  /** Waits a moment for its end; what is left of an answer is passed over. */
  private static boolean isClosed(SSLSocket socket) {
    try {
      socket.setSoTimeout(LOOK_MILLIS);
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void howeverManyStrangersStandAtTheDoorAPairedMachineGetsIn() throws Exception {
    TestMachine machine = machine();
    TestCaller caller = TestCaller.device();
    machine.trust(caller.id());
    List<Socket> strangers = new ArrayList<>();
    for (int i = 0; i < 2 * Callers.MAX_STRANGERS; i++) {
      Socket stranger = TestCaller.plainFromElsewhere(machine.port());
      open.add(stranger);
      strangers.add(stranger);
    }

    assertClosed(strangers.get(0));
    Answer answer = caller.get(machine.port(), PeerProtocol.REPOS);
    assertThat(answer.status()).as(answer.head()).isEqualTo(200);
  }

  @Test
  void whoAsksTooOftenIsToldSo() throws Exception {
    TestMachine machine = machine();
    TestCaller caller = TestCaller.device();
    TestCaller other = TestCaller.device();
    machine.trust(caller.id());
    machine.trust(other.id());
    SSLSocket socket = connected(caller, machine);

    String answer = "";
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answer.endsWith("429") && System.nanoTime() < deadline) {
      answer = many(socket);
    }

    assertThat(answer).endsWith("429");
    assertThat(other.get(machine.port(), PeerProtocol.REPOS).status()).isEqualTo(200);
  }

  /** Asks as often as a second allows, all at once, and returns the last answer. */
  private static String many(SSLSocket socket) throws IOException {
    String one = "GET /none HTTP/1.1\r\nHost: a\r\n\r\n";
    socket
        .getOutputStream()
        .write(one.repeat(2 * RequestRates.PER_SECOND).getBytes(StandardCharsets.US_ASCII));
    StringBuilder answers = new StringBuilder();
    int count = 0;
    String last = "";
    while (count < 2 * RequestRates.PER_SECOND) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed");
      }
      answers.append((char) next);
      if (answers.toString().endsWith("\r\n\r\n")) {
        last = answers.substring(0, 12);
        answers.setLength(0);
        count++;
      }
    }
    return last;
  }
}
