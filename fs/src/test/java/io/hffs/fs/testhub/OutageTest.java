package io.hffs.fs.testhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.testhub.http.LineShape;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hub as a whole: gone, silent, far away, behind a thin line. */
class OutageTest {

  private static final String API = "/api/models/acme/tiny";
  private static final String URL = "/acme/tiny/resolve/main/w.bin";

  private TestHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start(TestHubConfig.DEFAULT.withProfile(HubProfile.DIRECT));
    hub.addRepo("acme/tiny")
        .commit("first", files -> files.lfs("w.bin", TestContent.generated(1, 50_000_000)));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void darkHubRefusesAndComesBackOnTheSamePort() throws Exception {
    int port = hub.endpoint().getPort();
    hub.goDark();

    assertThatThrownBy(() -> new RawClient(hub.endpoint())).isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> new RawClient(hub.cdnEndpoint())).isInstanceOf(ConnectException.class);

    hub.comeBack();
    assertThat(hub.endpoint().getPort()).isEqualTo(port);
    assertThat(new HubClient(hub).get(API).statusCode()).isEqualTo(200);
  }

  @Test
  void goingDarkBreaksATransferInTheMiddle() throws Exception {
    try (RawClient raw = new RawClient(hub.endpoint()).get(URL)) {
      raw.readHead();
      hub.goDark();
      assertThatThrownBy(() -> raw.readAll()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void silentHubAcceptsAndNeverAnswers() throws Exception {
    hub.goSilent();
    try (RawClient raw = new RawClient(hub.endpoint()).get(API)) {
      assertThatThrownBy(() -> raw.timeoutMillis(100).read(1))
          .isInstanceOf(SocketTimeoutException.class);
      hub.comeBack();
      assertThatThrownBy(() -> raw.timeoutMillis(5000).readHead()).isInstanceOf(IOException.class);
    }

    assertThat(new HubClient(hub).get(API).statusCode()).isEqualTo(200);
  }

  @Test
  void goingSilentStallsATransferInTheMiddle() throws Exception {
    try (RawClient raw = new RawClient(hub.endpoint()).get(URL)) {
      raw.readHead();
      hub.goSilent();
      assertThatThrownBy(() -> raw.timeoutMillis(300).readAll())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void oneOriginMayBeDarkAlone() throws Exception {
    hub.goDark(HubOrigin.CDN);

    assertThat(new HubClient(hub).get(API).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> new RawClient(hub.cdnEndpoint())).isInstanceOf(ConnectException.class);
  }

  @Test
  void latencyIsPaidByEachAnswerAndOnceMoreByANewConnection() throws Exception {
    hub.configure(c -> c.withLine(LineShape.UNSHAPED.withLatency(Duration.ofMillis(60))));
    try (RawClient raw = new RawClient(hub.endpoint())) {
      long first = millisOf(raw);
      long later = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        later = Math.min(later, millisOf(raw));
      }
      assertThat(first).isGreaterThanOrEqualTo(120);
      assertThat(later).isBetween(60L, 119L);
    }
  }

  private static long millisOf(RawClient raw) throws IOException {
    long start = System.nanoTime();
    raw.send("HEAD " + API + " HTTP/1.1\r\n\r\n").readHead();
    return (System.nanoTime() - start) / 1_000_000;
  }

  @Test
  void connectionCarriesNoMoreThanItsRate() throws Exception {
    hub.configure(c -> c.withLine(LineShape.UNSHAPED.withConnectionRate(10_000_000)));

    long start = System.nanoTime();
    read(2_000_000);
    assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(0.15);
  }

  @Test
  void allConnectionsTogetherCarryNoMoreThanTheTotalRate() throws Exception {
    hub.configure(c -> c.withLine(LineShape.UNSHAPED.withTotalRate(10_000_000)));
    long start = System.nanoTime();
    try (RawClient other = new RawClient(hub.endpoint()).get(URL)) {
      other.readHead();
      Thread drain = new Thread(() -> drain(other), "drain");
      drain.start();
      read(1_000_000);
      long sent = hub.bytesSent();
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(sent).isBetween(900_000L, (long) (10_000_000 * seconds) + 500_000);
    }
  }

  private static void drain(RawClient raw) {
    try {
      raw.readAll();
    } catch (IOException e) {
      // The test closed it.
    }
  }

  private void read(int bytes) throws IOException {
    try (RawClient raw = new RawClient(hub.endpoint()).get(URL)) {
      raw.readHead();
      raw.read(bytes);
    }
  }

  @Test
  void requestsInFlightCanBeAwaited() throws Exception {
    hub.configure(c -> c.withLine(LineShape.UNSHAPED.withLatency(Duration.ofMillis(50))));
    try (RawClient raw = new RawClient(hub.endpoint()).get(API)) {
      assertThat(hub.awaitRequests(requests -> requests.size() == 1, Duration.ofSeconds(5)))
          .isTrue();
      assertThat(hub.awaitIdle(Duration.ofSeconds(5))).isTrue();
      assertThat(hub.requests().get(0).finished()).isTrue();
      assertThat(raw.readHead()).startsWith("HTTP/1.1 200");
    }
    assertThat(hub.awaitRequests(requests -> false, Duration.ofMillis(10))).isFalse();
  }

  @Test
  void closedHubLeavesNoConnection() throws Exception {
    RawClient raw = new RawClient(hub.endpoint()).get(API);
    raw.readHead();
    assertThat(hub.openConnections(HubOrigin.HUB)).isEqualTo(1);
    hub.close();

    assertThatThrownBy(() -> new RawClient(hub.endpoint())).isInstanceOf(ConnectException.class);
    assertThatThrownBy(raw::readHead).isInstanceOf(IOException.class);
    raw.close();
  }
}
