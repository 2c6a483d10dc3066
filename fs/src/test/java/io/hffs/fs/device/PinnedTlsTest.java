package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real connections on loopback. */
class PinnedTlsTest {

  private static final DeviceIdentity HERE = Devices.identity();
  private static final DeviceIdentity THERE = Devices.identity();

  private final Set<DeviceId> paired = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asked = new AtomicInteger();
  private TlsServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new TlsServer(
            PinnedTls.server(
                HERE,
                id -> {
                  asked.incrementAndGet();
                  return paired.contains(id);
                }));
    paired.add(THERE.id());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static PinnedTls.Client client(DeviceIdentity own) {
    return PinnedTls.client(own, HERE.id()::equals);
  }

  private void assertRefused(DeviceIdentity own) {
    assertThatIOException().isThrownBy(() -> server.greet(client(own).sockets()));
  }

  @Test
  void pairedDevicesKnowEachOther() throws Exception {
    assertThat(server.greet(client(THERE).sockets())).isEqualTo(THERE.id().hex());
  }

  @Test
  void clientThatIsNotPairedIsRefused() {
    assertRefused(Devices.identity());
    assertThat(asked).hasValue(1);
  }

  @Test
  @FaultCase(24)
  void serverThatIsNotExpectedIsRefused(FaultRun run) {
    PinnedTls.Client other = PinnedTls.client(THERE, Devices.id("0")::equals);

    assertThatIOException().isThrownBy(() -> server.greet(other.sockets()));
    run.fired(1, "server with another fingerprint");
  }

  @Test
  void clientWithoutACertificateIsRefused() throws Exception {
    assertThatIOException().isThrownBy(() -> server.greet(nobody().getSocketFactory()));
  }

  @Test
  void olderTlsIsRefusedByTheServer() throws Exception {
    assertThatIOException()
        .isThrownBy(() -> server.greet(anybody("TLSv1.2", THERE).getSocketFactory()));
    assertThat(asked).hasValue(0);
  }

  @Test
  void olderTlsIsRefusedByTheClient() throws Exception {
    try (TlsServer old = new TlsServer(anybody("TLSv1.3", HERE), "TLSv1.2")) {
      assertThatIOException().isThrownBy(() -> old.greet(client(THERE).sockets()));
    }
  }

  @Test
  void plainHttpGetsNothing() throws Exception {
    try (Socket socket = server.connect()) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();

      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-3, 1})
  void certificateOutsideOfItsTimeIsRefused(long daysFromNow) {
    Instant begin = Instant.now().plus(Duration.ofDays(daysFromNow));
    DeviceIdentity own = new DeviceIdentity(Devices.builder(begin).ecdsa256().build());
    paired.add(own.id());

    assertRefused(own);
    assertThat(asked).hasValue(0);
  }

  @Test
  void otherKeysAreRefused() throws Exception {
    DeviceIdentity rsa = new DeviceIdentity(Devices.builder(Instant.now()).rsa2048().build());
    paired.add(rsa.id());

    assertThatIOException()
        .isThrownBy(() -> server.greet(anybody("TLSv1.3", rsa).getSocketFactory()));
    assertThat(asked).hasValue(0);
  }

  @Test
  void certificateThatAnotherSignedIsRefused() {
    HeldCertificate authority =
        Devices.builder(Instant.now()).ecdsa256().certificateAuthority(0).build();
    DeviceIdentity signed =
        new DeviceIdentity(Devices.builder(Instant.now()).ecdsa256().signedBy(authority).build());
    paired.add(signed.id());

    assertRefused(signed);
    assertThat(asked).hasValue(0);
  }

  @Test
  void deviceThatWasRemovedIsRefusedAtItsNextConnection() throws Exception {
    // A client that would take up its last session, which ours would not.
    SSLSocketFactory client = anybody("TLSv1.3", THERE).getSocketFactory();
    server.greet(client);
    server.greet(client);
    assertThat(asked).hasValue(2);

    paired.remove(THERE.id());
    assertThatIOException().isThrownBy(() -> server.greet(client));
    assertThat(asked).hasValue(3);
  }

  @Test
  void clientTakesNoTickets() throws Exception {
    AtomicInteger servers = new AtomicInteger();
    PinnedTls.Client client = PinnedTls.client(THERE, id -> servers.incrementAndGet() > 0);
    try (TlsServer other = new TlsServer(anybody("TLSv1.3", HERE))) {
      other.greet(client.sockets());
      other.greet(client.sockets());
    }

    assertThat(servers).hasValue(2);
  }

  @Test
  void contextHasNothingBelowTls13() {
    SSLContext context = PinnedTls.server(HERE, id -> true);

    assertThat(context.getDefaultSSLParameters().getProtocols()).containsExactly("TLSv1.3");
    assertThat(context.getSupportedSSLParameters().getProtocols()).containsExactly("TLSv1.3");
    assertThat(context.createSSLEngine().getEnabledProtocols()).containsExactly("TLSv1.3");
    assertThat(context.createSSLEngine("x", 1).getNeedClientAuth()).isTrue();
  }

  @Test
  void verifierAsksForTheDeviceAndNotForTheName() throws Exception {
    PinnedTls.Client client = client(THERE);
    try (SSLSocket socket =
        (SSLSocket) client.sockets().createSocket(server.connect(), "localhost", 1, true)) {
      SSLSession session = socket.getSession();

      assertThat(client.verifier().verify("any.name", session)).isTrue();
      assertThat(PinnedTls.client(THERE, id -> false).verifier().verify("localhost", session))
          .isFalse();
      assertThat(PinnedTls.peer(session)).contains(HERE.id());
    }
  }

  /** A context as the JDK makes it, that trusts anybody. */
  private static SSLContext anybody(String protocol, DeviceIdentity own) throws Exception {
    SSLContext context = SSLContext.getInstance(protocol);
    context.init(
        new KeyManager[] {PinnedTls.keyOf(own)},
        new TrustManager[] {new PinnedTrust(THERE, id -> true)},
        null);
    return context;
  }

  private static SSLContext nobody() throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(new KeyManager[0], new TrustManager[] {new PinnedTrust(THERE, id -> true)}, null);
    return context;
  }
}
