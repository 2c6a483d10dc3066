package io.hffs.daemon.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.JobView;
import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningJobsTest {

  private final RunningJobs jobs = new RunningJobs(InstantSource.fixed(Instant.EPOCH));

  private static Progress progress(long done) {
    return new Progress(0, 1, done, 100, done, null);
  }

  @Test
  void aJobIsListedWithItsProgressWhileItRuns() throws Exception {
    List<List<JobView>> seen = new ArrayList<>();

    String result =
        jobs.run(
            "verify",
            ProgressSink.NONE,
            sink -> {
              seen.add(jobs.all());
              sink.report(progress(42));
              seen.add(jobs.all());
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(seen)
        .containsExactly(
            List.of(new JobView("verify", Instant.EPOCH, 0, 0)),
            List.of(new JobView("verify", Instant.EPOCH, 42, 100)));
    assertThat(jobs.all()).isEmpty();
  }

  @Test
  void theOldestIsFirst() throws Exception {
    List<JobView> seen =
        jobs.run(
            "one",
            ProgressSink.NONE,
            outer -> jobs.run("two", ProgressSink.NONE, inner -> jobs.all()));

    assertThat(seen).extracting(JobView::what).containsExactly("one", "two");
  }

  @Test
  void theCallersSinkStillDecides() throws Exception {
    assertThat(jobs.<Boolean>run("one", given -> false, sink -> sink.report(progress(1))))
        .isFalse();
  }

  @Test
  void aFailedJobIsGoneAndWhatIsReportedLaterDoesNotBringItBack() {
    List<ProgressSink> kept = new ArrayList<>();

    assertThatThrownBy(
            () ->
                jobs.run(
                    "one",
                    ProgressSink.NONE,
                    sink -> {
                      kept.add(sink);
                      throw new IOException("gone");
                    }))
        .hasMessage("gone");
    kept.get(0).report(progress(1));

    assertThat(jobs.all()).isEmpty();
  }
}
