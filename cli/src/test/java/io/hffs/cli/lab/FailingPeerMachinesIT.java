package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.http.LineShape;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A peer fails while a program reads what it gives. The peer is twice as fast as the hub, and both
 * are slow enough for the file to be on its way when that happens.
 */
@RequiresNetworkNamespaces
@Timeout(120)
class FailingPeerMachinesIT {

  private static final TestContent CONTENT = TestContent.generated(7, (64 << 20) + 3);
  private static final String FILE = "acme/model/main/model.safetensors";
  private static final long FAILS_AFTER_BYTES = 8 << 20;
  private static final long PEER_RATE = 12_000_000;
  private static final long HUB_RATE = 6_000_000;

  @TempDir Path temp;
  private NetworkLab lab;
  private Machine one;
  private Machine two;

  @BeforeEach
  void pairThem() throws Exception {
    lab = NetworkLab.open(temp);
    SampleRepos.addLfsFile(lab.hub(), "acme/model", "model.safetensors", CONTENT);
    one = lab.addMachine();
    two = lab.addMachine();
    one.mount();
    two.mount();
    Peers.pair(two, one);
    one.sha256(FILE);
    one.network().shape(PEER_RATE);
    lab.hub().configure(config -> config.withLine(LineShape.UNSHAPED.withTotalRate(HUB_RATE)));
  }

  @AfterEach
  void takeAway() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void aReaderGoesOnWhenThePeerIsKilled(TestReporter reporter) throws Exception {
    requireSmoothReading(reporter, one::crash);
  }

  @Test
  void aReaderGoesOnWhenThePeersCableIsPulled(TestReporter reporter) throws Exception {
    requireSmoothReading(reporter, () -> one.network().linkDown());
  }

  @Test
  void aReaderGoesOnWhenThePeerStandsStill(TestReporter reporter) throws Exception {
    requireSmoothReading(reporter, one::pause);
  }

  private interface Failure {
    void happen() throws Exception;
  }

  private void requireSmoothReading(TestReporter reporter, Failure failure) throws Exception {
    SteadyReader reader = new SteadyReader(two, FILE, FAILS_AFTER_BYTES);
    failure.happen();
    SteadyReader.Result result = reader.finish();
    reporter.publishEntry("longest wait for a read", result.longestWait().toString());

    assertThat(result.sha256()).isEqualTo(ContentDigests.sha256(CONTENT));
    assertThat(new Peers(two).of(one).orElseThrow().bytesReceived())
        .isGreaterThan(FAILS_AFTER_BYTES / 2);
    assertThat(result.longestWait())
        .describedAs("the longest wait for a read")
        .isLessThanOrEqualTo(Duration.ofSeconds(5));
  }
}
