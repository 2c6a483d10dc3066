package io.hffs.daemon.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.source.SourceHealth.State;
import io.hffs.fs.source.SourceHealth.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceTroublesTest {

  private static final Instant SINCE = Instant.parse("2026-11-21T09:30:00.250Z");

  private static List<String> sentences(State state, Instant until, Instant now) {
    String reason = state == State.AVAILABLE ? null : "connection refused";
    return SourceTroubles.sentences(Map.of("hub", new Status(state, SINCE, until, reason)), now);
  }

  @Test
  void aSourceThatAnswersIsNotTold() {
    assertThat(sentences(State.AVAILABLE, null, SINCE)).isEmpty();
  }

  @Test
  void aSuspendedSourceIsToldWithItsReasonAndSinceWhen() {
    Instant until = SINCE.plusSeconds(10);
    for (List<String> told :
        List.of(
            sentences(State.SUSPENDED, until, SINCE.plusSeconds(5)),
            sentences(State.SUSPENDED, until, SINCE.plusSeconds(60)),
            sentences(State.PROBING, null, SINCE.plusSeconds(5)))) {
      assertThat(told)
          .singleElement()
          .asString()
          .startsWith(
              "Source 'hub' has not answered since 2026-11-21T09:30:00Z: connection refused.")
          .contains("what is cached can be read");
    }
  }

  @Test
  void anOutageAfterWhichNobodyAskedIsForgotten() {
    assertThat(sentences(State.SUSPENDED, SINCE.plusSeconds(10), SINCE.plusSeconds(71))).isEmpty();
  }

  @Test
  void aPauseIsToldUntilItIsOver() {
    Instant until = SINCE.plusSeconds(30);
    assertThat(sentences(State.PAUSED, until, SINCE.plusSeconds(29)))
        .singleElement()
        .asString()
        .contains("to be left alone until 2026-11-21T09:30:30Z: connection refused");
    assertThat(sentences(State.PAUSED, until, until)).isEmpty();
  }
}
