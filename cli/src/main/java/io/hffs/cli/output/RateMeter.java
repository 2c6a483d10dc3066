package io.hffs.cli.output;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The rate of a transfer over the last ten seconds. Times come from the caller. */
final class RateMeter {

  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofMillis(500);

  private record Sample(long nanos, long bytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * Takes a sample.
   *
   * @param bytes moved since the start
   */
  void add(long nanos, long bytes) {
    samples.addLast(new Sample(nanos, bytes));
    while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW.toNanos()) {
      samples.removeFirst();
    }
  }

  /** Returns bytes per second; 0 while too little is known. */
  long bytesPerSecond() {
    if (samples.size() < 2) {
      return 0;
    }
    long nanos = samples.getLast().nanos() - samples.getFirst().nanos();
    if (nanos < SHORTEST.toNanos()) {
      return 0;
    }
    double seconds = nanos / 1e9;
    return Math.round((samples.getLast().bytes() - samples.getFirst().bytes()) / seconds);
  }

  /** Returns how long the rest takes at this rate; empty while nothing moves. */
  Optional<Duration> timeFor(long restBytes) {
    long rate = bytesPerSecond();
    return rate <= 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(restBytes / rate));
  }
}
