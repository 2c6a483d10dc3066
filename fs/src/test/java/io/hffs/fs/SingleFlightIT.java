package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.TestContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred programs want the same cold bytes at once, and half of them are killed. */
@RequiresFuse
class SingleFlightIT {

  private static final String ID = "acme/model";
  private static final int READERS = 200;
  private static final int KILLED = 100;
  private static final int MIB = 1 << 20;

  @TempDir Path temp;
  private MountedHub mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = MountedHub.in(temp.resolve("home"));
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  @Test
  @FaultCase(41)
  void whatHalfOfTheReadersStillWantIsFetchedOnce(FaultRun run) throws Exception {
    int rounds = run.times(1, 20);
    for (int i = 0; i < rounds; i++) {
      TestContent content = TestContent.generated(run.seed() + i, MIB);
      String name = "chunk-" + i;
      mounted.hub().addRepo(ID + i).commit("one chunk", files -> files.lfs(name, content));
    }
    long killed = 0;
    double most = 0;
    for (int i = 0; i < rounds; i++) {
      Path file = mounted.path(ID + i + "/main/chunk-" + i);
      Path origin = mounted.origin(ID + i, "main", temp.resolve("origin-" + i));
      killed += allAtOnce(file, origin.resolve("chunk-" + i));
      mounted.awaitIdle();
      most = Math.max(most, (double) sentByCdn() / MIB);
    }
    assertThat(most).as("times the chunk from the origin").isLessThanOrEqualTo(1.05);
    run.fired(killed, "readers killed");
    run.figure(String.format(Locale.ROOT, "at most %.2f x the chunk from the origin", most));
  }

  private long sentByCdn() {
    long sent =
        mounted.hub().requests().stream()
            .filter(request -> request.origin() == HubOrigin.CDN)
            .mapToLong(request -> request.bodyBytes())
            .sum();
    mounted.hub().clearRequests();
    return sent;
  }

  /** Returns how many were killed while they waited for the hub, which is held until then. */
  private long allAtOnce(Path file, Path origin) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    mounted.hub().inject(HubFault.before(() -> hold(asked, go)).on(HubOrigin.CDN));
    List<Process> readers = new ArrayList<>();
    try {
      for (int i = 0; i < READERS; i++) {
        readers.add(reader(file, i));
      }
      assertThat(asked.await(20, TimeUnit.SECONDS)).as("the hub was asked").isTrue();
      List<Process> doomed = readers.subList(0, KILLED);
      long killed = doomed.stream().filter(Process::isAlive).count();
      doomed.forEach(Process::destroyForcibly);
      go.countDown();
      for (int i = 0; i < READERS; i++) {
        assertThat(readers.get(i).waitFor(40, TimeUnit.SECONDS)).as("reader %d ended", i).isTrue();
      }
      for (int i = KILLED; i < READERS; i++) {
        assertThat(readers.get(i).exitValue()).as("reader %d", i).isZero();
        assertThat(Files.mismatch(copy(i), origin)).as("reader %d", i).isEqualTo(-1);
      }
      return killed;
    } finally {
      go.countDown();
      readers.forEach(Process::destroyForcibly);
      mounted.hub().clearFaults();
    }
  }

  private static void hold(CountDownLatch asked, CountDownLatch go) {
    asked.countDown();
    try {
      if (!go.await(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the hub was held for too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Past the page cache, in which the kernel would have the readers wait for one another. */
  private Process reader(Path file, int number) throws IOException {
    return new ProcessBuilder("dd", "if=" + file, "iflag=direct", "bs=1M", "status=none")
        .redirectOutput(copy(number).toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private Path copy(int number) {
    return temp.resolve("copy-" + number);
  }
}
