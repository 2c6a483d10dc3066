package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.TestContent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Addresses that the hub gives for a while: kept, renewed, and told to nobody. */
class SignedAddressTest extends OneBlobFixture {

  @Test
  void expiredAddressIsRenewedOnce() throws Exception {
    fixture.fetch(blob, 0, 10);
    fixture.server.expireSignedUrls();
    fixture.server.clearRequests();

    fixture.fetch(blob, 10, 20);

    assertThat(
            fixture.requests().stream().map(r -> r.substring(0, 3) + r.substring(r.length() - 3)))
        .containsExactly("CDN403", "HUB302", "CDN206");
  }

  @Test
  void anAddressThatLeadsNowhereIsNotKept() throws Exception {
    inject(HubFault.header("Location", "http://nowhere.invalid/x").on(HubOrigin.HUB).once());
    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);

    assertThat(fixture.fetch(blob, 0, 10)).hasSize(10);
  }

  @Test
  void freshAddressThatIsRefusedIsNotAskedForEver() {
    inject(onCdn(HubFault.status(403)));

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(fixture.requests()).hasSize(4);
  }

  @Test
  void addressIsRenewedBeforeItExpires() throws Exception {
    AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    HuggingFaceEnvironment environment = HubFixture.environment(fixture.server, Map.of());
    try (Hub hub =
        Hub.open(
            HubConfig.origin(environment).withTimeouts(HubFixture.IMPATIENT),
            new TokenStore(environment),
            () -> Instant.now().plus(later.get()),
            length -> {})) {
      HubFixture.fetch(hub.blobs(), blob, 0, 10);
      later.set(Duration.ofMinutes(54));
      HubFixture.fetch(hub.blobs(), blob, 10, 20);
      later.set(Duration.ofMinutes(56));
      HubFixture.fetch(hub.blobs(), blob, 20, 30);
    }

    assertThat(fixture.server.requests())
        .extracting(r -> r.origin() + " " + r.status())
        .containsExactly("HUB 302", "CDN 206", "CDN 206", "HUB 302", "CDN 206");
  }

  @Test
  void messagesHoldNoSignedAddress() {
    inject(onCdn(HubFault.status(403)));

    SourceException refused = failure();

    assertThat(refused.getMessage()).doesNotContain("Signature", "Expires", "?");
  }

  @Test
  void cdnNeverSeesTheToken() throws Exception {
    try (HubFixture loggedIn = HubFixture.withToken("hf_secret")) {
      loggedIn.server.addToken("hf_secret", "alice");
      loggedIn
          .server
          .addRepo("acme/tiny")
          .commit("first", files -> files.lfs("model.bin", TestContent.of(CONTENT)));
      loggedIn.fetch(loggedIn.blob("acme/tiny", "model.bin"), 0, 10);

      assertThat(loggedIn.server.requests())
          .extracting(r -> r.origin() + " " + r.authorized())
          .containsExactly("HUB true", "CDN false");
    }
  }

  @Test
  void redirectsAndRangesReuseTheirConnections() throws Exception {
    for (int i = 0; i < 10; i++) {
      fixture.fetch(blob, i, i + 500L);
      fixture.server.expireSignedUrls();
    }

    assertThat(fixture.server.acceptedConnections(HubOrigin.HUB)).isEqualTo(1);
    assertThat(fixture.server.acceptedConnections(HubOrigin.CDN)).isEqualTo(1);
  }
}
