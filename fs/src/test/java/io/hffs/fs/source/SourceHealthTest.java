package io.hffs.fs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.SourceHealth.Permit;
import io.hffs.fs.source.SourceHealth.State;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SourceHealthTest {

  private final ManualClock clock = new ManualClock();
  private final SourceHealth health = new SourceHealth("hub", clock);

  private static SourceException failure(Kind kind) {
    return new SourceException(kind, "it broke");
  }

  private void fail(Kind kind) throws SourceException {
    try (Permit permit = health.acquire()) {
      permit.failed(failure(kind));
    }
  }

  private Duration suspension() {
    return Duration.between(clock.instant(), health.status().until());
  }

  @Test
  void oneFailureSuspendsForAMoment() throws Exception {
    fail(Kind.UNAVAILABLE);

    assertThat(health.isAvailable()).isFalse();
    assertThat(suspension()).isEqualTo(Duration.ofMillis(250));
    assertThat(health.status().reason()).isEqualTo("it broke");
    assertThat(catchThrowableOfType(SourceException.class, health::acquire))
        .hasMessageContaining("it broke")
        .extracting(SourceException::kind)
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void suspensionDoublesToTenSeconds() throws Exception {
    long[] expected = {250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000};
    for (long millis : expected) {
      fail(Kind.UNAVAILABLE);
      assertThat(suspension()).isEqualTo(Duration.ofMillis(millis));
      clock.advance(suspension());
    }
  }

  @Test
  void whoIsAskedWhetherItsPauseIsOverPausedSinceItAskedForThat() throws Exception {
    Instant begin = clock.instant();
    try (Permit permit = health.acquire()) {
      permit.failed(SourceException.throttled("too many requests", Duration.ofSeconds(3)));
    }
    clock.advance(Duration.ofSeconds(3));

    try (Permit probe = health.acquire()) {
      assertThat(health.status().state()).isEqualTo(State.PROBING);
      assertThat(health.status().since()).isEqualTo(begin);
      probe.succeeded();
    }
    assertThat(health.status().state()).isEqualTo(State.AVAILABLE);
  }

  @Test
  void whoIsHeardOfIsAskedAgainAtOnce() throws Exception {
    fail(Kind.UNAVAILABLE);
    clock.advance(suspension());
    fail(Kind.UNAVAILABLE);

    health.answered();

    assertThat(health.isSound()).isTrue();
    fail(Kind.UNAVAILABLE);
    assertThat(suspension()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void anOutageBeganWithItsFirstFailure() throws Exception {
    Instant first = clock.instant();
    for (int i = 0; i < 4; i++) {
      fail(Kind.UNAVAILABLE);
      assertThat(health.status().since()).isEqualTo(first);
      clock.advance(suspension());
    }
  }

  @Test
  void anOutageIsToldOnceAMinuteAndASingleFailureIsNot() throws Exception {
    fail(Kind.UNAVAILABLE);
    assertThat(health.told()).isZero();
    Instant end = clock.instant().plusSeconds(150);
    int failures = 1;
    while (clock.instant().isBefore(end)) {
      clock.advance(suspension());
      fail(Kind.UNAVAILABLE);
      failures++;
    }
    assertThat(failures).isGreaterThan(15);
    assertThat(health.told()).isEqualTo(3);
  }

  @Test
  void aPauseIsToldAtOnce() throws Exception {
    try (Permit permit = health.acquire()) {
      permit.failed(SourceException.throttled("too many requests", Duration.ofSeconds(30)));
    }
    assertThat(health.told()).isOne();
  }

  @Test
  void wrongBytesCountTwice() throws Exception {
    fail(Kind.CORRUPT);

    assertThat(suspension()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void anOutageSaysWhenToComeBackOnlyWhileItIsYoung() throws Exception {
    fail(Kind.UNAVAILABLE);
    assertThat(catchThrowableOfType(SourceException.class, health::acquire).retryAfter())
        .contains(Duration.ofMillis(250));

    for (int i = 0; i < 8; i++) {
      clock.advance(suspension());
      fail(Kind.UNAVAILABLE);
    }
    assertThat(catchThrowableOfType(SourceException.class, health::acquire).retryAfter())
        .contains(SourceHealth.NOT_SOON);
  }

  @Test
  void failuresOfCallsThatBeganTogetherAreOne() throws Exception {
    Permit one = health.acquire();
    Permit two = health.acquire();
    one.failed(failure(Kind.UNAVAILABLE));
    two.failed(failure(Kind.UNAVAILABLE));

    assertThat(suspension()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void afterTheSuspensionOneCallerProbes() throws Exception {
    fail(Kind.UNAVAILABLE);
    clock.advance(Duration.ofSeconds(5));

    assertThat(health.isAvailable()).isTrue();
    try (Permit probe = health.acquire()) {
      assertThat(health.status().state()).isEqualTo(State.PROBING);
      assertThat(health.isAvailable()).isFalse();
      assertThat(catchThrowableOfType(SourceException.class, health::acquire)).isNotNull();
      probe.succeeded();
    }
    assertThat(health.status().state()).isEqualTo(State.AVAILABLE);
    assertThat(health.status().reason()).isNull();
  }

  @Test
  void successMakesTheNextSuspensionShortAgain() throws Exception {
    fail(Kind.UNAVAILABLE);
    clock.advance(Duration.ofSeconds(5));
    fail(Kind.UNAVAILABLE);
    clock.advance(Duration.ofSeconds(10));
    try (Permit probe = health.acquire()) {
      probe.succeeded();
    }
    fail(Kind.UNAVAILABLE);

    assertThat(suspension()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void probeThatLearnedNothingLeavesTheTurnToTheNext() throws Exception {
    fail(Kind.UNAVAILABLE);
    clock.advance(Duration.ofSeconds(5));
    health.acquire().close();

    assertThat(health.isAvailable()).isTrue();
    fail(Kind.UNAVAILABLE);
    assertThat(suspension()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void bytesThatStillArriveEndTheSuspension() throws Exception {
    Permit running = health.acquire();
    fail(Kind.UNAVAILABLE);
    running.succeeded();

    assertThat(health.isAvailable()).isTrue();
  }

  @Test
  void throttlingPausesForAsLongAsAsked() throws Exception {
    try (Permit permit = health.acquire()) {
      permit.failed(SourceException.throttled("slow down", Duration.ofSeconds(42)));
    }

    assertThat(health.status().state()).isEqualTo(State.PAUSED);
    SourceException refused = catchThrowableOfType(SourceException.class, health::acquire);
    assertThat(refused.kind()).isEqualTo(Kind.THROTTLED);
    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(42));
    clock.advance(Duration.ofSeconds(42));
    assertThat(health.isAvailable()).isTrue();
    health.acquire().succeeded();
    assertThat(health.status().state()).isEqualTo(State.AVAILABLE);
  }

  @Test
  void afterAPauseOneCallerFindsOut() throws Exception {
    SourceException slowDown = SourceException.throttled("slow down", Duration.ofSeconds(42));
    health.acquire().failed(slowDown);
    clock.advance(Duration.ofSeconds(42));

    Permit probe = health.acquire();

    SourceException refused = catchThrowableOfType(SourceException.class, health::acquire);
    assertThat(refused.kind()).isEqualTo(Kind.THROTTLED);
    assertThat(refused.retryAfter()).contains(SourceHealth.FIRST_SUSPENSION);
    probe.failed(slowDown);
    assertThat(suspension()).isEqualTo(Duration.ofSeconds(42));
    clock.advance(Duration.ofSeconds(42));
    health.acquire().succeeded();
    health.acquire();
    assertThat(health.acquire()).as("a third at a time").isNotNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"REPO_NOT_FOUND", "REVISION_NOT_FOUND", "ENTRY_NOT_FOUND", "DENIED", "CHANGED"})
  void refusalIsASignOfLife(Kind kind) throws Exception {
    fail(kind);

    assertThat(health.status().state()).isEqualTo(State.AVAILABLE);
  }

  @Test
  void clockSetBackDoesNotSuspendForHours() throws Exception {
    fail(Kind.UNAVAILABLE);
    clock.advance(Duration.ofHours(-3));

    assertThat(health.isAvailable()).isTrue();
  }
}
