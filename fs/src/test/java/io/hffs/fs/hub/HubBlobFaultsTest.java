package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.HubProfile;
import io.hffs.fs.testhub.TestContent;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HubBlobFaultsTest {

  private static final byte[] CONTENT = bytes(1_000_000);

  private HubFixture fixture;
  private BlobRef blob;

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void start() throws Exception {
    fixture = HubFixture.anonymous();
    fixture
        .server
        .addRepo("acme/tiny")
        .commit(
            "first",
            files ->
                files.lfs("model.bin", TestContent.of(CONTENT)).text("page.html", "<html></html>"));
    blob = fixture.blob("acme/tiny", "model.bin");
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void inject(HubFault fault) {
    fixture.server.inject(fault);
  }

  private SourceException failure() {
    return catchThrowableOfType(SourceException.class, () -> fixture.fetch(blob, 1000, 500_000));
  }

  private static HubFault onCdn(HubFault fault) {
    return fault.on(HubOrigin.CDN);
  }

  static Stream<Arguments> answersThatAreNotKept() {
    return Stream.of(
        Arguments.of(HubFault.contentRangeShifted(1), Kind.CORRUPT),
        Arguments.of(HubFault.contentRangeTotal(999), Kind.CORRUPT),
        Arguments.of(HubFault.contentRangeMissing(), Kind.CORRUPT),
        Arguments.of(HubFault.otherRange(5), Kind.CORRUPT),
        Arguments.of(HubFault.wholeForRange(), Kind.CORRUPT),
        Arguments.of(HubFault.gzipped(), Kind.CORRUPT),
        Arguments.of(HubFault.lyingGzip(), Kind.CORRUPT),
        Arguments.of(HubFault.shorterBody(1), Kind.CORRUPT),
        Arguments.of(HubFault.longerBody(1), Kind.CORRUPT),
        Arguments.of(HubFault.captivePortal(), Kind.UNAVAILABLE),
        Arguments.of(HubFault.status(500), Kind.UNAVAILABLE),
        Arguments.of(HubFault.status(416), Kind.CHANGED),
        Arguments.of(HubFault.status(429, "Retry-After", "7"), Kind.THROTTLED));
  }

  @ParameterizedTest
  @MethodSource("answersThatAreNotKept")
  void answerOfTheCdnThatIsNotWhatWasAskedForIsRefused(HubFault fault, Kind kind) {
    inject(onCdn(fault));

    assertThat(failure().kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @MethodSource("answersThatAreNotKept")
  void directAnswerOfTheHubIsCheckedTheSame(HubFault fault, Kind kind) {
    fixture.server.configure(config -> config.withProfile(HubProfile.DIRECT));
    inject(fault);

    assertThat(failure().kind()).isEqualTo(kind);
  }

  static Stream<Arguments> wrongMetadata() {
    return Stream.of(
        Arguments.of(HubFault.header("X-Repo-Commit", "0".repeat(40)), Kind.CHANGED),
        Arguments.of(HubFault.header("X-Linked-ETag", "\"" + "a".repeat(64) + "\""), Kind.CHANGED),
        Arguments.of(HubFault.header("X-Linked-Size", "17"), Kind.CHANGED),
        Arguments.of(HubFault.withoutHeader("X-Repo-Commit"), Kind.UNAVAILABLE),
        Arguments.of(HubFault.status(404, "X-Error-Code", "EntryNotFound"), Kind.CHANGED),
        Arguments.of(HubFault.status(404, "X-Error-Code", "RevisionNotFound"), Kind.CHANGED),
        Arguments.of(HubFault.status(404, "X-Error-Code", "RepoNotFound"), Kind.REPO_NOT_FOUND),
        Arguments.of(HubFault.status(404), Kind.UNAVAILABLE),
        Arguments.of(HubFault.captivePortal(), Kind.UNAVAILABLE),
        Arguments.of(HubFault.redirect(302, "ftp://example.org/x"), Kind.CORRUPT),
        Arguments.of(HubFault.status(302), Kind.CORRUPT),
        Arguments.of(HubFault.mirroredTo(URI.create("https://example.org")), Kind.UNAVAILABLE),
        Arguments.of(HubFault.rateLimited(Duration.ofSeconds(60)), Kind.THROTTLED));
  }

  @ParameterizedTest
  @MethodSource("wrongMetadata")
  void answerOfTheHubThatContradictsTheListingIsRefused(HubFault fault, Kind kind) {
    inject(fault.on(HubOrigin.HUB));

    assertThat(failure().kind()).isEqualTo(kind);
    assertThat(fixture.server.requests()).noneMatch(r -> r.origin() == HubOrigin.CDN);
  }

  static Stream<HubFault> brokenConnections() {
    return Stream.of(
        HubFault.cutAfter(300_000),
        HubFault.resetAfter(300_000),
        HubFault.stallAfter(300_000),
        HubFault.resetBeforeHead());
  }

  @ParameterizedTest
  @MethodSource("brokenConnections")
  void bodyThatBreaksIsResumedWhereItBroke(HubFault fault) throws Exception {
    inject(onCdn(fault).once());

    assertThat(fixture.fetch(blob, 1000, 900_000))
        .isEqualTo(Arrays.copyOfRange(CONTENT, 1000, 900_000));
    assertThat(fixture.server.bytesSent()).isLessThan(1_250_000);
  }

  @Test
  void sinkHasEveryByteThatCameBeforeTheFailure() {
    inject(onCdn(HubFault.cutAfter(100_001)));
    long[] got = new long[1];

    assertThatThrownBy(
            () ->
                fixture
                    .hub
                    .blobs()
                    .fetch(
                        blob,
                        new ByteRange(0, 1_000_000),
                        (bytes, from) -> got[0] += consume(bytes)))
        .isInstanceOf(SourceException.class);

    assertThat(got[0]).isEqualTo(3 * 100_001);
  }

  private static int consume(java.nio.ByteBuffer bytes) {
    int count = bytes.remaining();
    bytes.position(bytes.limit());
    return count;
  }

  @Test
  void silentCdnIsGivenUpAfterTheFirstByteLimit() {
    inject(onCdn(HubFault.stallBeforeHead()));
    long start = System.nanoTime();

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
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
  void failureOfTheSinkIsPassedOnUnchangedAndTheBodyIsNotDrained() throws Exception {
    IOException full = new IOException("disk full");

    assertThatThrownBy(
            () ->
                fixture
                    .hub
                    .blobs()
                    .fetch(
                        blob,
                        new ByteRange(0, 1_000_000),
                        (bytes, from) -> {
                          throw full;
                        }))
        .isSameAs(full);
    assertThat(fixture.fetch(blob, 0, 5)).isEqualTo(Arrays.copyOf(CONTENT, 5));
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
  void bytesAfterTheBodyDoNotSpoilTheNextAnswer() throws Exception {
    inject(onCdn(HubFault.garbageAfterBody(20).once()));

    assertThat(fixture.fetch(blob, 0, 10)).isEqualTo(Arrays.copyOf(CONTENT, 10));
    assertThat(fixture.fetch(blob, 10, 20)).isEqualTo(Arrays.copyOfRange(CONTENT, 10, 20));
  }

  @Test
  void burstOfServerErrorsIsRiddenOut() throws Exception {
    inject(HubFault.status(503).on(HubOrigin.HUB).times(2));

    assertThat(fixture.fetch(blob, 0, 10)).hasSize(10);
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
  void htmlFileOfARepositoryCanBeRead() throws Exception {
    inject(HubFault.header("Content-Type", "text/html").onPath("resolve-cache"));

    assertThat(fixture.fetch(fixture.blob("acme/tiny", "page.html"), 0, 13)).hasSize(13);
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

  @Test
  void refusedConnectionFailsAtOnce() throws Exception {
    fixture.server.goDark();
    long start = System.nanoTime();

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    fixture.server.comeBack();
    assertThat(fixture.fetch(blob, 0, 10)).hasSize(10);
  }
}
