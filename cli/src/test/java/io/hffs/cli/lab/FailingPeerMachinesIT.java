package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.http.LineShape;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A peer fails while a program reads what it gives, or this machine sleeps. The peer is twice as
 * fast as the hub, and both are slow enough for the file to be on its way when that happens.
 */
@RequiresNetworkNamespaces
@Timeout(180)
class FailingPeerMachinesIT {

  private static final long SIZE = (40 << 20) + 3;
  private static final long FAILS_AFTER_BYTES = 8 << 20;
  private static final long PEER_RATE = 12_000_000;
  private static final long HUB_RATE = 6_000_000;

  /** What the catalogue allows, and where it is not measured the stalls of a busy machine. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(FaultRun.isFull() ? 5 : 15);

  /** With the start of a program. */
  private static final Duration FIRST_READ = LONGEST_WAIT.plusSeconds(1);

  private static final TestContent KILLED = TestContent.generated(1, SIZE);

  private static final TestContent PULLED = TestContent.generated(2, SIZE);
  private static final TestContent STOPPED = TestContent.generated(3, SIZE);
  private static final TestContent PROBE = TestContent.generated(5, SIZE);
  private static final TestContent SLEPT = TestContent.generated(4, SIZE);

  @RegisterExtension static final MachinePair pair = MachinePair.withHub();

  @BeforeAll
  static void addModels() throws Exception {
    pair.addToOne("acme/killed", KILLED);
    pair.addToOne("acme/pulled", PULLED);
    pair.addToOne("acme/stopped", STOPPED);
    pair.addToOne("acme/slept", SLEPT);
    pair.addToOne("acme/probe", PROBE);
    pair.one().network().shape(PEER_RATE);
    pair.lab()
        .hub()
        .configure(config -> config.withLine(LineShape.UNSHAPED.withTotalRate(HUB_RATE)));
  }

  @Test
  @FaultCase(23)
  void aReaderGoesOnWhenThePeerIsKilled(FaultRun run) throws Exception {
    requireSmoothReading(run, "acme/killed", KILLED, pair.one()::crash);
    run.fired(1, "peer killed in the middle of a file");
  }

  @Test
  @FaultCase(5)
  void aReaderGoesOnWhenThePeersCableIsPulled(FaultRun run) throws Exception {
    requireSmoothReading(run, "acme/pulled", PULLED, () -> pair.one().network().linkDown());
    run.fired(1, "cable pulled in the middle of a file");
  }

  @Test
  @FaultCase(5)
  void aReaderGoesOnWhenThePeerStandsStill(FaultRun run) throws Exception {
    requireSmoothReading(run, "acme/stopped", STOPPED, pair.one()::pause);
    run.fired(1, "peer stopped in the middle of a file");
  }

  /** Its connections are half open: the others are not the same, and nobody told it. */
  @Test
  @FaultCase(19)
  void aMachineThatSleptReadsAtOnce(FaultRun run) throws Exception {
    String file = pair.two().path("acme/slept/main/model.safetensors").toString();
    pair.two().run(FIRST_READ, "dd", "if=" + file, "of=/dev/null", "bs=1M", "count=1").ok();

    pair.two().pause();
    pair.two().network().linkDown();
    pair.one().crash();
    pair.one().mount();
    TimeUnit.SECONDS.sleep(run.times(1, 60)); // what is tested: how long it slept
    pair.two().network().linkUp();
    pair.two().resume();

    long begin = System.nanoTime();
    Command.Result read =
        pair.two()
            .run(
                FIRST_READ.multipliedBy(5),
                "dd",
                "if=" + file,
                "of=/dev/null",
                "bs=1M",
                "count=1",
                "skip=" + SIZE / 2 / (1 << 20));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    read.ok();
    run.fired(1, "sleep, with the cable out and the peer started anew");
    run.figure("first read " + took.toMillis() + " ms");
    assertThat(took).describedAs("the first read").isLessThanOrEqualTo(FIRST_READ);
    assertThat(pair.two().sha256("acme/slept/main/model.safetensors"))
        .isEqualTo(ContentDigests.sha256(SLEPT));
  }

  private interface Failure {
    void happen() throws Exception;
  }

  private static void requireSmoothReading(
      FaultRun run, String repo, TestContent content, Failure failure) throws Exception {
    awaitThatThePeerGives();
    long before = received();
    SteadyReader reader =
        new SteadyReader(pair.two(), repo + "/main/model.safetensors", FAILS_AFTER_BYTES);
    assertThat(received() - before).describedAs("what the peer gave").isPositive();
    failure.happen();
    SteadyReader.Result result = reader.finish();
    run.figure("longest wait for a read " + result.longestWait().toMillis() + " ms");

    assertThat(result.sha256()).isEqualTo(ContentDigests.sha256(content));
    assertThat(result.longestWait())
        .describedAs("the longest wait for a read")
        .isLessThanOrEqualTo(LONGEST_WAIT);
  }

  /** A peer that stood still a moment ago, in another test, is tried again only after a while. */
  private static void awaitThatThePeerGives() throws Exception {
    String file = pair.two().path("acme/probe/main/model.safetensors").toString();
    long before = received();
    for (int mib = 0; received() == before; mib++) {
      assertThat(mib).describedAs("the peer gives nothing, by reads of so many MiB").isLessThan(40);
      String[] read = {"dd", "if=" + file, "of=/dev/null", "bs=1M", "count=1", "skip=" + mib};
      pair.two().run(FIRST_READ, read).ok();
      TimeUnit.MILLISECONDS.sleep(300);
    }
  }

  private static long received() throws Exception {
    return new Peers(pair.two()).of(pair.one()).orElseThrow().bytesReceived();
  }
}
