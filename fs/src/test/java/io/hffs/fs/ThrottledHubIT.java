package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestRepo;
import io.hffs.fs.testhub.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub, or its CDN, that wants to be left alone for a while. */
@RequiresFuse
class ThrottledHubIT {

  private static final int READERS = 16;

  /** Shorter than a read waits, together. */
  private static final int CLOSED_WINDOWS = 3;

  @TempDir Path temp;

  /** Refuses all that is asked in the first windows, which begin when all readers have asked. */
  private static final class Door {

    private final int status;
    private final Duration window;
    private final List<Integer> refusedIn = new ArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(READERS);
    private long openedNanos;

    Door(int status, Duration window) {
      this.status = status;
      this.window = window;
    }

    HubFault fault() {
      return HubFault.of(
          "closed for a while",
          (request, response) -> {
            awaitAll();
            return answer(response);
          });
    }

    /** Who asks before anybody is refused cannot know, however late he is. */
    private void awaitAll() {
      asked.countDown();
      try {
        var unused = asked.await(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized HttpResponse answer(HttpResponse right) {
      long now = System.nanoTime();
      openedNanos = refusedIn.isEmpty() ? now : openedNanos;
      int index = (int) ((now - openedNanos) / window.toNanos());
      if (index >= CLOSED_WINDOWS) {
        return right;
      }
      refusedIn.add(index);
      long leftNanos = window.toNanos() * (index + 1) - (now - openedNanos);
      long seconds = leftNanos / 1_000_000_000 + 1;
      HttpResponse refusal =
          HttpResponse.of(status)
              .withText("text/plain", "later")
              .with("Retry-After", Long.toString(seconds));
      return status == 429 ? refusal.with("RateLimit", "\"resolvers\";r=0;t=" + seconds) : refusal;
    }

    synchronized long refusedIn(int index) {
      return refusedIn.stream().filter(i -> i == index).count();
    }

    synchronized int refused() {
      return refusedIn.size();
    }
  }

  private void assertWaitedFor(FaultRun run, HubOrigin origin, int status) throws Exception {
    Door door = new Door(status, Duration.ofSeconds(run.times(1, 6)));
    try (MountedHub mounted = MountedHub.in(temp)) {
      TestRepo repo = mounted.hub().addRepo("acme/model");
      repo.commit(
          "first",
          files ->
              IntStream.range(0, READERS)
                  .forEach(i -> files.lfs(i + ".bin", TestContent.generated(i, 100_000 + i))));
      Shell.run("ls", "-l", mounted.path("acme/model/main")).ok();
      mounted.hub().inject(door.fault().on(origin).when(request -> request.range().isPresent()));
      Path[] paths =
          IntStream.range(0, READERS)
              .mapToObj(i -> mounted.path("acme/model/main/" + i + ".bin"))
              .toArray(Path[]::new);

      List<Reads> reads = Reads.of(READERS, paths);

      for (int i = 0; i < READERS; i++) {
        assertThat(reads.get(i).said()).isEqualTo(repo.file("main", i + ".bin").blob().hex());
      }
      // Those who asked before the first refusal came cannot have known.
      assertThat(door.refusedIn(0)).isLessThanOrEqualTo(READERS);
      for (int index = 1; index < CLOSED_WINDOWS; index++) {
        assertThat(door.refusedIn(index)).as("probes in window %d", index).isLessThanOrEqualTo(1);
      }
      run.fired(door.refused(), "refusals with %d of the %s".formatted(status, origin));
      run.figure("longest call %.1f s".formatted(Reads.longest(reads)));
    }
  }

  @Test
  @FaultCase(12)
  void aHubThatCountsRequestsIsLeftAloneByAll(FaultRun run) throws Exception {
    assertWaitedFor(run, HubOrigin.HUB, 429);
  }

  @Test
  @FaultCase(12)
  void aCdnThatCountsRequestsIsLeftAloneByAll(FaultRun run) throws Exception {
    assertWaitedFor(run, HubOrigin.CDN, 429);
  }

  @Test
  @FaultCase(12)
  void aCdnThatSaysWhenItWillBeBackIsLeftAloneTillThen(FaultRun run) throws Exception {
    assertWaitedFor(run, HubOrigin.CDN, 503);
  }
}
