package io.hffs.daemon.service;

import io.hffs.daemon.api.JobView;
import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The long requests that are being worked on, and how far each is. Thread-safe, without a lock. */
final class RunningJobs {

  /** The work of a request; ends early when its sink says so. */
  @FunctionalInterface
  interface Work<T> {
    T run(ProgressSink sink) throws Exception;
  }

  private final InstantSource clock;
  private final AtomicLong started = new AtomicLong();
  private final ConcurrentSkipListMap<Long, JobView> running = new ConcurrentSkipListMap<>();

  RunningJobs(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns what runs, the oldest first. */
  List<JobView> all() {
    return List.copyOf(running.values());
  }

  /**
   * Does the work; it is listed until it returns or throws. What it reports goes on to the sink.
   */
  <T> T run(String what, ProgressSink sink, Work<T> work) throws Exception {
    long number = started.incrementAndGet();
    Instant now = clock.instant();
    running.put(number, new JobView(what, now, 0, 0));
    try {
      return work.run(
          progress -> {
            running.replace(number, at(progress, what, now));
            return sink.report(progress);
          });
    } finally {
      running.remove(number);
    }
  }

  private static JobView at(Progress progress, String what, Instant startedAt) {
    return new JobView(what, startedAt, progress.doneBytes(), progress.totalBytes());
  }
}
