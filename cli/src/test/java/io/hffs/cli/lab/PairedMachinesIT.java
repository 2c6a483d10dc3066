package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hffs.daemon.api.PeerView;
import io.hffs.fs.ClientPython;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A machine without a hub, and one that it is paired with and that has models. */
@RequiresNetworkNamespaces
class PairedMachinesIT {

  private static final TestContent CONTENT = TestContent.generated(7, (16 << 20) + 3);
  private static final TestContent OTHER = TestContent.generated(8, (4 << 20) + 1);
  private static final TestContent LARGE = TestContent.generated(9, 64 << 20);
  private static final String REVISION = "acme/model/main";
  private static final String FILE = REVISION + "/model.safetensors";
  private static final String TINY = SampleRepos.TINY_LLAMA + "/main";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** A read waits for the hub to come back before it fails. */
  private static final Duration NO_SOURCE_LIMIT = Duration.ofSeconds(30 + 1);

  /** By an answer, by the handshake, or by a port that nobody needs any more. */
  private static final Pattern TOLD =
      Pattern.compile("refuses|has forgotten this one|nothing listens there");

  @RegisterExtension static final MachinePair pair = MachinePair.withoutHubForTwo();

  @Test
  void aModelIsReadFromThePeerAndStays() throws Exception {
    pair.addToOne("acme/model", CONTENT);
    String digest = ContentDigests.sha256(CONTENT);

    assertThat(pair.two().run(LIMIT, "ls", "-l", pair.two().path(REVISION).toString()).ok())
        .contains("" + CONTENT.sizeBytes(), "model.safetensors");
    assertThat(pair.two().sha256(FILE)).isEqualTo(digest);
    assertThat(
            pair.two()
                .run(LIMIT, "stat", pair.two().path(REVISION + "/absent").toString())
                .errors())
        .contains("No such file or directory");

    pair.two().stop();
    pair.two().mount();
    assertThat(pair.two().sha256(FILE)).isEqualTo(digest);

    pair.one().crash();
    assertThat(pair.two().sha256(FILE)).isEqualTo(digest);
  }

  @Test
  void aModelThatThePeerHasIsLoadedByTransformers() throws Exception {
    ClientPython python = ClientPython.require();
    SampleRepos.addTinyLlama(pair.lab().hub());
    String ofOne = python.client("load_model.py", Map.of(), pair.one().path(TINY));

    assertThat(python.client("load_model.py", Map.of(), pair.two().path(TINY))).isEqualTo(ofOne);
  }

  @Test
  void aRemovedMachineGetsNothingMoreAndIsToldWhy() throws Exception {
    String other = pair.addToOne("acme/other", OTHER);
    assertThat(pair.two().run(LIMIT, "ls", pair.two().path(other).toString()).ok())
        .contains("model");

    pair.one().hffs("peer", "rm", pair.two().network().address()).ok();

    Process read = startReading(other);
    PeerView told =
        new Peers(pair.two())
            .await(pair.one(), LIMIT, peer -> TOLD.matcher(String.valueOf(peer.reason())).find());
    assertThat(told.state()).isEqualTo(PeerView.State.UNREACHABLE);
    assertThat(new Peers(pair.one()).list()).isEmpty();
    assertThat(read.waitFor(NO_SOURCE_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(read.exitValue()).isNotZero();
  }

  @Test
  @FaultCase(5)
  void aReadEndsInTimeWhenTheCableOfTheOnlySourceIsPulled(FaultRun run) throws Exception {
    assumeTrue(FaultRun.isFull(), "takes as long as a read may wait");
    String large = pair.addToOne("acme/large", LARGE);
    pair.one().network().shape(4_000_000);
    SteadyReader reader = new SteadyReader(pair.two(), large, 4 << 20);
    reader.stop();

    pair.one().network().linkDown();
    long begin = System.nanoTime();
    Process read = startReading(large);
    assertThat(read.waitFor(NO_SOURCE_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    run.fired(1, "cable pulled in the middle of a file that nobody else has");
    run.figure("error after " + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s");
    assertThat(read.exitValue()).isNotZero();
  }

  /**
   * Around the kernel's pages and its reading ahead: it would ask a second time after a failure.
   */
  private static Process startReading(String file) throws Exception {
    return pair.two()
        .start(
            "dd",
            "if=" + pair.two().path(file),
            "of=/dev/null",
            "bs=1M",
            "iflag=direct",
            "status=none");
  }
}
