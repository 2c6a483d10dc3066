package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.hffs.fs.source.ManualClock;
import io.hffs.fs.source.SourceException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusedTokenTest {

  private static final Token TOKEN = new Token("hf_one", "HF_TOKEN");

  private final ManualClock clock = new ManualClock();
  private final RefusedToken refused = new RefusedToken("hub", clock);

  private boolean passes() {
    try {
      refused.check(TOKEN);
      return true;
    } catch (SourceException e) {
      assertThat(e.kind()).isEqualTo(SourceException.Kind.DENIED);
      return false;
    }
  }

  @Test
  void oneCallerTriesItWhenTheWaitIsOver() {
    refused.refused(TOKEN);
    assertThat(passes()).isFalse();
    clock.advance(Duration.ofSeconds(2));

    assertThat(passes()).isTrue();
    assertThat(passes()).as("another, before that is answered").isFalse();
  }

  @Test
  void theHubIsAskedFourTimesInTheFirstMinuteAndThenOnceInEach() {
    refused.refused(TOKEN); // by the request that found out
    int asked = 1;
    for (int second = 1; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      while (passes()) {
        asked++;
        refused.refused(TOKEN);
      }
    }
    assertThat(asked).isEqualTo(4);
    for (int second = 0; second < 600; second++) {
      clock.advance(Duration.ofSeconds(1));
      while (passes()) {
        asked++;
        refused.refused(TOKEN);
      }
    }
    assertThat(asked).isBetween(13, 14);
  }

  @Test
  void requestsThatWereUnderWayMakeTheWaitNoLonger() {
    for (int i = 0; i < 16; i++) {
      refused.refused(TOKEN);
    }
    clock.advance(Duration.ofSeconds(2));

    assertThat(passes()).isTrue();
  }

  @Test
  void aTryThatIsNeverAnsweredIsMadeAgain() {
    refused.refused(TOKEN);
    clock.advance(Duration.ofSeconds(2));
    assertThat(passes()).isTrue();
    clock.advance(Duration.ofSeconds(2));

    assertThat(passes()).isTrue();
  }

  @Test
  void anAnswerAndAnotherTokenEndIt() {
    refused.refused(TOKEN);
    assertThatCode(() -> refused.check(new Token("hf_two", "HF_TOKEN"))).doesNotThrowAnyException();
    clock.advance(Duration.ofSeconds(2));
    assertThat(passes()).isTrue();
    assertThat(refused.since()).contains(clock.instant().minusSeconds(2));
    refused.accepted(TOKEN);

    assertThat(refused.since()).isEmpty();
    assertThat(passes()).isTrue();
    assertThat(passes()).isTrue();
  }
}
