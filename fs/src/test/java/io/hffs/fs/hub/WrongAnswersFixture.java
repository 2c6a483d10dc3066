package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.HubProfile;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A hub whose answers are made wrong, and one fetch from it. */
abstract class WrongAnswersFixture {

  static final int SIZE = 1_000_000;
  static final ByteRange ASKED = new ByteRange(1000, 500_000);
  static final byte[] CONTENT = HubFixture.bytes(SIZE);

  HubFixture fixture;
  private Hub hub; // with the usual patience: a busy machine is no fault
  private BlobRef blob;

  @BeforeEach
  void start() throws Exception {
    fixture = HubFixture.anonymous();
    fixture
        .server
        .addRepo("acme/tiny")
        .commit("first", files -> files.lfs("model.bin", TestContent.of(CONTENT)));
    HuggingFaceEnvironment environment = HubFixture.environment(fixture.server, Map.of());
    hub =
        Hub.open(
            HubConfig.origin(environment),
            new TokenStore(environment),
            Clock.systemUTC(),
            length -> {});
    blob = fixture.blob("acme/tiny", "model.bin");
  }

  @AfterEach
  void stop() {
    hub.close();
    fixture.close();
  }

  /** What one fetch gave: the bytes, and why it ended, null when all came. */
  static final class Given {

    final byte[] bytes;
    final @Nullable Kind failure;

    Given(byte[] bytes, @Nullable Kind failure) {
      this.bytes = bytes;
      this.failure = failure;
    }

    boolean isAllRight() {
      return failure == null && bytes.length == ASKED.length() && isRightSoFar();
    }

    /** Tells whether what came is the beginning of what was asked for. */
    boolean isRightSoFar() {
      return Arrays.equals(bytes, expected(bytes.length));
    }
  }

  private static byte[] expected(int length) {
    return Arrays.copyOfRange(CONTENT, (int) ASKED.start(), (int) ASKED.start() + length);
  }

  Given fetch() throws IOException {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try {
      hub.blobs()
          .fetch(
              blob,
              ASKED,
              (bytes, from) -> {
                assertThat(from).isEqualTo(Provenance.ORIGIN);
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                got.write(copy);
              });
      return new Given(got.toByteArray(), null);
    } catch (SourceException e) {
      return new Given(got.toByteArray(), e.kind());
    }
  }

  static HubFault change(String name, UnaryOperator<HttpResponse> change) {
    return HubFault.of(
        name, (request, response) -> response.status() == 206 ? change.apply(response) : response);
  }

  /** Each as an answer of the CDN and of a hub that has no CDN; returns how often they happened. */
  long eachIsRefused(List<HubFault> faults) throws IOException {
    long fired = 0;
    for (HubProfile profile : HubProfile.values()) {
      fixture.server.configure(config -> config.withProfile(profile));
      fixture.server.expireSignedUrls(); // so that the hub is asked
      HubOrigin origin = profile == HubProfile.LIVE ? HubOrigin.CDN : HubOrigin.HUB;
      for (HubFault fault : faults) {
        InjectedFault injected = fixture.server.inject(fault.on(origin));
        Given given = fetch();
        assertThat(given.failure).as("%s of the %s", fault, origin).isEqualTo(Kind.CORRUPT);
        assertThat(given.bytes).as("%s of the %s", fault, origin).isEmpty();
        assertThat(injected.fired()).as("%s of the %s", fault, origin).isPositive();
        fired += injected.fired();
        fixture.server.clearFaults();
      }
      assertThat(fetch().isAllRight()).as("afterwards").isTrue();
    }
    return fired;
  }
}
