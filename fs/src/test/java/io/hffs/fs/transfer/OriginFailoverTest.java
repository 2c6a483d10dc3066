package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.FakeBlobSource;
import io.hffs.fs.source.ManualClock;
import io.hffs.fs.source.Ranked;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.SourceHealth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The Hub and its mirrors as long as there are no peers: in order, from where the last one failed.
 */
class OriginFailoverTest {

  private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);
  private static final BlobRef BLOB =
      new BlobRef(
          BlobId.sha256("ab".repeat(32)),
          10,
          RepoId.parse("acme/tiny"),
          new CommitHash("1".repeat(40)),
          new RepoPath("a.bin"));

  private final ManualClock clock = new ManualClock();
  private final FakeBlobSource mirror = new FakeBlobSource(CONTENT);
  private final FakeBlobSource origin = new FakeBlobSource(CONTENT);
  private final SourceHealth mirrorHealth = new SourceHealth("mirror", clock);
  private final SourceHealth originHealth = new SourceHealth("hub", clock);
  private final ScheduledBlobSource source =
      scheduled(
          List.of(
              new Ranked<>(mirror, mirrorHealth, false), new Ranked<>(origin, originHealth, true)));
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();

  private static ScheduledBlobSource scheduled(List<Ranked<BlobSource>> origins) {
    return new ScheduledBlobSource(origins, PeerSources.NONE, repo -> false, System::nanoTime);
  }

  private String fetch(long start, long end) throws IOException {
    got.reset();
    source.fetch(
        BLOB,
        new ByteRange(start, end),
        (bytes, from) -> {
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          got.write(copy);
        });
    return got.toString(StandardCharsets.US_ASCII);
  }

  private static SourceException failure(Kind kind) {
    return new SourceException(kind, kind + " for the test");
  }

  @Test
  void firstSourceIsEnoughWhenItGivesAll() throws Exception {
    assertThat(fetch(2, 8)).isEqualTo("234567");
    assertThat(origin.requests()).isEmpty();
  }

  @Test
  void nextSourceGoesOnWhereTheFirstBroke() throws Exception {
    mirror.failingAfter(3, failure(Kind.UNAVAILABLE));

    assertThat(fetch(2, 8)).isEqualTo("234567");
    assertThat(origin.requests()).containsExactly(new ByteRange(5, 8));
  }

  @Test
  void failureAfterTheLastByteIsNoFailure() throws Exception {
    mirror.failingAfter(6, failure(Kind.UNAVAILABLE));

    assertThat(fetch(2, 8)).isEqualTo("234567");
    assertThat(origin.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whateverAMirrorSaysTheOriginIsAsked(Kind kind) throws Exception {
    mirror.failingAfter(0, failure(kind));

    assertThat(fetch(0, 4)).isEqualTo("0123");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"REPO_NOT_FOUND", "REVISION_NOT_FOUND", "ENTRY_NOT_FOUND", "DENIED", "CHANGED"})
  void verdictOfTheOriginIsFinal(Kind kind) {
    FakeBlobSource last = new FakeBlobSource(CONTENT);
    origin.failingAfter(0, failure(kind));
    ScheduledBlobSource originFirst =
        scheduled(
            List.of(
                new Ranked<>(origin, originHealth, true), new Ranked<>(last, mirrorHealth, false)));

    SourceException thrown =
        catchThrowableOfType(
            SourceException.class,
            () -> originFirst.fetch(BLOB, new ByteRange(0, 4), (bytes, from) -> {}));

    assertThat(thrown.kind()).isEqualTo(kind);
    assertThat(last.requests()).isEmpty();
    assertThat(originHealth.isAvailable()).isTrue();
  }

  @Test
  void suspendedSourceIsNotAskedAgain() throws Exception {
    mirror.failingAfter(0, failure(Kind.UNAVAILABLE));
    fetch(0, 4);
    fetch(4, 8);

    assertThat(mirror.requests()).hasSize(1);
    assertThat(origin.requests()).hasSize(2);
  }

  @Test
  void originsFailureIsWhatTheCallerSees() {
    mirror.failingAfter(0, failure(Kind.ENTRY_NOT_FOUND));
    origin.failingAfter(0, failure(Kind.UNAVAILABLE));

    SourceException thrown = catchThrowableOfType(SourceException.class, () -> fetch(0, 4));

    assertThat(thrown.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(thrown.getSuppressed()).hasSize(1);
  }

  @Test
  void failureOfTheSinkIsPassedOnAndBlamesNobody() {
    SourceException full = failure(Kind.UNAVAILABLE);

    assertThatThrownBy(
            () ->
                source.fetch(
                    BLOB,
                    new ByteRange(0, 4),
                    (bytes, from) -> {
                      throw full;
                    }))
        .isSameAs(full);
    assertThat(mirrorHealth.isAvailable()).isTrue();
    assertThat(origin.requests()).isEmpty();
  }

  @Test
  void firstBytesEndTheProbeBeforeTheRangeIsComplete() throws Exception {
    mirror.failingAfter(0, failure(Kind.UNAVAILABLE));
    fetch(0, 4);
    mirror.healed();
    clock.advance(Duration.ofMillis(250));

    source.fetch(
        BLOB,
        new ByteRange(0, 4),
        (bytes, from) -> assertThat(mirrorHealth.isAvailable()).isTrue());

    assertThat(mirror.requests()).hasSize(2);
  }

  @Test
  void withoutSourcesEverythingIsUnavailable() {
    ScheduledBlobSource none = scheduled(List.of());

    assertThat(
            catchThrowableOfType(
                SourceException.class,
                () -> none.fetch(BLOB, new ByteRange(0, 1), (bytes, from) -> {})))
        .extracting(SourceException::kind)
        .isEqualTo(Kind.UNAVAILABLE);
  }
}
