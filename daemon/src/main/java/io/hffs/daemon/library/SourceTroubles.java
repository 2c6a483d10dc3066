package io.hffs.daemon.library;

import io.hffs.fs.source.SourceHealth.State;
import io.hffs.fs.source.SourceHealth.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is to be told of sources that are left alone: which, since when, why. Pure. */
final class SourceTroubles {

  /** What nobody asked for so long after its time may be well again. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(1);

  private SourceTroubles() {}

  /**
   * Returns a sentence for each source that is left alone.
   *
   * @param health by the name of the source
   */
  static List<String> sentences(Map<String, Status> health, Instant now) {
    List<String> sentences = new ArrayList<>();
    health.forEach(
        (name, status) -> {
          if (isLeftAlone(status, now)) {
            sentences.add(sentence(name, status));
          }
        });
    return sentences;
  }

  private static boolean isLeftAlone(Status status, Instant now) {
    Instant until = status.until();
    return switch (status.state()) {
      case AVAILABLE -> false;
      case PROBING -> true;
      case SUSPENDED -> until != null && now.isBefore(until.plus(FORGOTTEN));
      case PAUSED -> until != null && now.isBefore(until);
    };
  }

  private static String sentence(String name, Status status) {
    Instant since = status.since().truncatedTo(ChronoUnit.SECONDS);
    if (status.state() == State.PAUSED) {
      Instant until = status.until();
      return "Source '"
          + name
          + "' asked at "
          + since
          + " to be left alone"
          + (until == null ? "" : " until " + until.truncatedTo(ChronoUnit.SECONDS))
          + ": "
          + status.reason()
          + ". What is cached can be read.";
    }
    return "Source '"
        + name
        + "' has not answered since "
        + since
        + ": "
        + status.reason()
        + ". It is asked again when something is needed of it; what is cached can be read.";
  }
}
