package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.hub.RateBudget.Bucket;
import io.hffs.fs.source.ManualClock;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateBudgetTest {

  private final ManualClock clock = new ManualClock();
  private final List<Duration> waits = new ArrayList<>();
  private final RateBudget budget = new RateBudget("hub", clock, this::waitFor);

  private void waitFor(Duration wait) {
    waits.add(wait);
    clock.advance(wait);
  }

  private SourceException refusedAt(Bucket bucket) {
    return catchThrowableOfType(SourceException.class, () -> budget.admit(bucket));
  }

  @Test
  void requestsPassWhileThereAreSomeLeft() throws Exception {
    budget.note(Bucket.API, Optional.of("\"api\";r=1;t=295"));
    budget.admit(Bucket.API);

    assertThat(waits).isEmpty();
  }

  @Test
  void usedUpBucketPausesUntilItsReset() {
    budget.note(Bucket.RESOLVERS, Optional.of("\"api\";r=0;t=295"));

    SourceException refused = refusedAt(Bucket.API);

    assertThat(refused.kind()).isEqualTo(Kind.THROTTLED);
    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(295));
    assertThatCode(() -> budget.admit(Bucket.RESOLVERS)).doesNotThrowAnyException();
    clock.advance(Duration.ofSeconds(295));
    assertThatCode(() -> budget.admit(Bucket.API)).doesNotThrowAnyException();
  }

  @Test
  void refusalPausesForRetryAfter() {
    SourceException refused = budget.refused(Bucket.API, Optional.of("30"), Optional.empty());

    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(30));
    assertThat(refusedAt(Bucket.API).retryAfter()).contains(Duration.ofSeconds(30));
  }

  @Test
  void resetOfTheWindowWinsOverRetryAfter() {
    SourceException refused =
        budget.refused(Bucket.API, Optional.of("1"), Optional.of("\"api\";r=0;t=60"));

    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(60));
  }

  @Test
  void shortPauseIsWaitedOut() throws Exception {
    budget.refused(Bucket.API, Optional.of("2"), Optional.empty());
    budget.admit(Bucket.API);

    assertThat(waits).containsExactly(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"0, -", "-, '\"api\";r=0;t=0'"})
  void refusalThatNamesZeroSecondsIsNotAnsweredAtOnce(String retryAfter, String rateLimit)
      throws Exception {
    budget.refused(Bucket.API, Optional.ofNullable(retryAfter), Optional.ofNullable(rateLimit));
    budget.admit(Bucket.API);

    assertThat(waits).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void absurdPauseIsCutToTenMinutes() {
    budget.refused(Bucket.API, Optional.of("999999999"), Optional.empty());

    assertThat(refusedAt(Bucket.API).retryAfter()).contains(Duration.ofMinutes(10));
  }

  @Test
  void refusalWithoutATimePausesForAWhile() {
    SourceException refused =
        budget.refused(Bucket.API, Optional.of("tomorrow"), Optional.of("nonsense"));

    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(5));
  }

  @Test
  void afterARefusalOneFindsOutAndTheOthersWait() throws Exception {
    budget.refused(Bucket.API, Optional.of("30"), Optional.empty());
    clock.advance(Duration.ofSeconds(30));
    budget.admit(Bucket.API);

    assertThat(refusedAt(Bucket.API).retryAfter()).contains(Duration.ofSeconds(1));
    budget.refused(Bucket.API, Optional.of("30"), Optional.empty());
    assertThat(refusedAt(Bucket.API).retryAfter()).contains(Duration.ofSeconds(30));
    clock.advance(Duration.ofSeconds(30));
    budget.admit(Bucket.API);
    budget.unanswered(Bucket.API);
    budget.admit(Bucket.API);
    budget.granted(Bucket.API);
    budget.admit(Bucket.API);
    assertThatCode(() -> budget.admit(Bucket.API)).doesNotThrowAnyException();
  }
}
