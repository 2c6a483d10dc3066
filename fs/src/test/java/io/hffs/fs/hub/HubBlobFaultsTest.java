package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.HubProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that are wrong or broken. */
class HubBlobFaultsTest extends OneBlobFixture {

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

  private static int consume(ByteBuffer bytes) {
    int count = bytes.remaining();
    bytes.position(bytes.limit());
    return count;
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
  void htmlFileOfARepositoryCanBeRead() throws Exception {
    inject(HubFault.header("Content-Type", "text/html").onPath("resolve-cache"));

    assertThat(fixture.fetch(fixture.blob("acme/tiny", "page.html"), 0, 13)).hasSize(13);
  }
}
