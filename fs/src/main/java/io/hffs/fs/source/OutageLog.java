package io.hffs.fs.source;

import io.hffs.fs.log.LogPace;
import io.hffs.fs.source.SourceHealth.State;
import io.hffs.fs.source.SourceHealth.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log when a source is left alone, why and since when, once a minute while that lasts,
 * and when it answers again. One broken connection is not told: it is made good within the read.
 * Thread-safe.
 */
final class OutageLog {

  private static final Logger log = LoggerFactory.getLogger(OutageLog.class);

  private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

  private final String name;
  private final InstantSource clock;
  private final LogPace pace;
  private @Nullable Instant toldSince;
  private long told;

  OutageLog(String name, InstantSource clock) {
    this.name = name;
    this.clock = clock;
    this.pace = new LogPace(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
  }

  /** The source failed, or asked for a pause. */
  void failed(Status status) {
    boolean isPause = status.state() == State.PAUSED;
    Duration lasts = Duration.between(status.since(), clock.instant());
    if (!isPause && (status.state() == State.AVAILABLE || lasts.compareTo(WORTH_TELLING) < 0)) {
      return;
    }
    pace.next(isPause ? "pause" : "outage")
        .ifPresent(
            more -> {
              note(status.since());
              if (isPause) {
                log.warn(
                    "{} asked to be left alone until {}: {}; what is cached can be read meanwhile{}",
                    name,
                    status.until(),
                    status.reason(),
                    more);
              } else {
                log.warn(
                    "{} has not answered since {}: {}; it is asked again every {} s, and what is"
                        + " cached can be read meanwhile; 'hffs doctor' looks for the cause{}",
                    name,
                    status.since().truncatedTo(ChronoUnit.SECONDS),
                    status.reason(),
                    SourceHealth.MAX_SUSPENSION.toSeconds(),
                    more);
              }
            });
  }

  private synchronized void note(Instant since) {
    told++;
    toldSince = since;
  }

  /** The source answered. */
  void answered() {
    Instant since = takeTold();
    if (since != null) {
      long seconds = Duration.between(since, clock.instant()).toSeconds();
      log.info("{} answers again, after {} s", name, seconds);
    }
  }

  private synchronized @Nullable Instant takeTold() {
    Instant since = toldSince;
    toldSince = null;
    return since;
  }

  /** Returns how many lines told of an outage. */
  synchronized long told() {
    return told;
  }
}
