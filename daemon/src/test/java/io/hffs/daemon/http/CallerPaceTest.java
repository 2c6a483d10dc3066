package io.hffs.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.http.CallerPace.Seen;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallerPaceTest {

  private static final Pace PACE = new Pace(Duration.ofSeconds(5), 100, Duration.ofSeconds(10));

  private final CallerPace caller = new CallerPace(PACE, 0);

  private static long seconds(double seconds) {
    return (long) (seconds * 1e9);
  }

  /** It has sent so much of a request, and neither this nor an earlier one is answered. */
  private boolean sends(double atSeconds, long bytesIn, long requests, long answers) {
    return caller.isTooSlow(new Seen(seconds(atSeconds), bytesIn, 0, requests, answers, false));
  }

  /** It was answered, and waits to be sent what it has not taken yet. */
  private boolean takes(double atSeconds, long bytesOut, boolean stuck) {
    return caller.isTooSlow(new Seen(seconds(atSeconds), 50, bytesOut, 1, 1, stuck));
  }

  @Test
  void aFirstRequestHasToComeWithinTheTimeForOne() {
    assertThat(sends(5, 0, 0, 0)).isFalse();
    assertThat(sends(5.1, 0, 0, 0)).isTrue();
  }

  @Test
  void theTimeForTheFirstRequestBeginsAfterTheHandshake() {
    caller.greeted(seconds(4));

    assertThat(sends(9, 0, 0, 0)).isFalse();
    assertThat(sends(9.1, 0, 0, 0)).isTrue();
  }

  @Test
  void whoSendsAByteNowAndThenIsCut() {
    assertThat(sends(1, 10, 1, 1)).isFalse();

    assertThat(sends(20, 11, 1, 1)).isFalse();
    assertThat(sends(23, 12, 1, 1)).isFalse();
    assertThat(sends(26, 13, 1, 1)).isTrue();
  }

  @Test
  void aBodyHasTheTimeOfItsRequest() {
    assertThat(sends(4, 100, 1, 0)).isFalse();
    assertThat(sends(6, 101, 1, 0)).isTrue();
  }

  @Test
  void whoWaitsForAnAnswerOrRestsIsNotCut() {
    assertThat(sends(1, 100, 1, 0)).isFalse();
    assertThat(sends(11, 100, 1, 0)).isFalse();
    assertThat(sends(12, 100, 1, 1)).isFalse();
    assertThat(sends(60, 100, 1, 1)).isFalse();
    assertThat(sends(61, 200, 2, 1)).isFalse();
  }

  @Test
  void whoTakesTooLittleOfAnAnswerIsCut() {
    assertThat(takes(1, 0, true)).isFalse();
    assertThat(takes(11, 100, true)).isFalse();
    assertThat(takes(20, 150, true)).isFalse();
    assertThat(takes(21, 199, true)).isTrue();
  }

  @Test
  void whoTakesAllThatThereIsMayBeSentLittle() {
    assertThat(takes(1, 0, true)).isFalse();
    assertThat(takes(10, 1, false)).isFalse();
    assertThat(takes(15, 2, true)).isFalse();
    assertThat(takes(24, 3, true)).isFalse();
  }
}
