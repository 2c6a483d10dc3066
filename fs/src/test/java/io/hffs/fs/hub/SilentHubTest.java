package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are slow, silent or not there. */
class SilentHubTest extends OneBlobFixture {

  @Test
  void silentCdnIsGivenUpAfterTheFirstByteLimit() {
    inject(onCdn(HubFault.stallBeforeHead()));
    long start = System.nanoTime();

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  @Timeout(8) // less than the limit of a first byte
  void whoeverWaitsForASilentHubCanBeToldToLeave() throws Exception {
    inject(HubFault.stallBeforeHead().on(HubOrigin.HUB));
    HuggingFaceEnvironment environment = HubFixture.environment(fixture.server, Map.of());
    try (Hub patient =
        Hub.open(
            HubConfig.origin(environment),
            new TokenStore(environment),
            Clock.systemUTC(),
            length -> {})) {
      List<Fetch> fetches = List.of(new Fetch(patient, blob), new Fetch(patient, blob));
      while (fixture.server.requests().isEmpty()) {
        Thread.onSpinWait();
      }

      fetches.forEach(fetch -> fetch.cancel.join().run());

      for (Fetch fetch : fetches) {
        assertThat(fetch.failure.join().kind()).isEqualTo(Kind.UNAVAILABLE);
      }
    }
  }

  /** One that runs until it fails: of two, one asks the Hub and the other waits for its answer. */
  private static final class Fetch implements BlobSink {

    private final CompletableFuture<Runnable> cancel = new CompletableFuture<>();
    private final CompletableFuture<SourceException> failure;

    Fetch(Hub hub, BlobRef blob) {
      failure =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowableOfType(
                      SourceException.class,
                      () -> hub.blobs().fetch(blob, new ByteRange(0, 1000), this)),
              task -> new Thread(task, "fetch").start());
    }

    @Override
    public void write(ByteBuffer bytes, Provenance provenance) {
      throw new AssertionError("a silent hub gave bytes");
    }

    @Override
    public void endedBy(Runnable end) {
      cancel.complete(end);
    }
  }

  @Test
  void drippingBodyIsGivenUp() {
    inject(onCdn(HubFault.drip(4000)));

    assertThat(failure()).hasMessageContaining("KiB/s");
  }

  @Test
  void aCdnThatNamesATimeIsNotAskedAgainBefore() {
    inject(onCdn(HubFault.status(503, "Retry-After", "9")));

    SourceException refused = failure();

    assertThat(refused.kind()).isEqualTo(Kind.THROTTLED);
    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(9));
    assertThat(fixture.requests()).hasSize(2);
  }

  @Test
  void refusedConnectionFailsAtOnce() throws Exception {
    fixture.server.goDark();

    SourceException refused = failure();
    assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(refused).hasMessageContaining("refuses the connection");
    fixture.server.comeBack();
    assertThat(fixture.fetch(blob, 0, 10)).hasSize(10);
  }
}
