package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.hffs.daemon.api.PeerView;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.http.LineShape;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer that has the first part of a file, and a hub that has all of it. */
@RequiresNetworkNamespaces
class HalfFileMachinesIT {

  private static final TestContent CONTENT = TestContent.generated(7, (96 << 20) + 3);
  private static final String FILE = "acme/model/main/model.safetensors";
  private static final long HUB_RATE = 6_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path temp;
  private NetworkLab lab;
  private Machine one;
  private Machine two;
  private String digest;

  @BeforeEach
  void pairThem() throws Exception {
    lab = NetworkLab.open(temp);
    SampleRepos.addLfsFile(lab.hub(), "acme/model", "model.safetensors", CONTENT);
    digest = ContentDigests.sha256(CONTENT);
    one = lab.addMachine();
    two = lab.addMachine();
    one.mount();
    two.mount();
    Peers.pair(two, one);
    readFirst(one, CONTENT.sizeBytes() / 4); // and what was fetched ahead of it
    lab.hub().awaitIdle(LIMIT);
  }

  @AfterEach
  void takeAway() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  private static void readFirst(Machine machine, long bytes) throws Exception {
    String file = "if=" + machine.path(FILE);
    machine
        .run(LIMIT, "dd", file, "of=/dev/null", "bs=1M", "iflag=count_bytes", "count=" + bytes)
        .ok();
  }

  @Test
  void whatThePeerLacksComesFromTheHub() throws Exception {
    long held = lab.hub().bytesSent();
    PeerView known = new Peers(two).await(one, LIMIT, peer -> peer.heldBytes() >= held * 9 / 10);
    lab.hub().clearRequests();
    // As far as hubs are: one on this machine is faster than any peer, and would be preferred.
    lab.hub().configure(config -> config.withLine(LineShape.UNSHAPED.withTotalRate(HUB_RATE)));

    assertThat(two.sha256(FILE)).isEqualTo(digest);

    long received = new Peers(two).of(one).orElseThrow().bytesReceived();
    assertThat(received).isBetween(known.heldBytes() / 2, known.heldBytes());
    assertThat(lab.hub().bytesSent())
        .describedAs("what the peer did not give, once")
        .isCloseTo(CONTENT.sizeBytes() - received, withinPercentage(5));
  }

  @Test
  void aPeerThatGivesOtherBytesIsFoundOutAndBanned() throws Exception {
    one.stop();
    new LyingCache(one, digest).change(3);
    one.mount();
    new Peers(two).awaitActive(one, LIMIT);

    readFirst(two, CONTENT.sizeBytes()); // what it shows is on the peer's word
    PeerView found =
        new Peers(two).await(one, LIMIT, peer -> peer.state() == PeerView.State.BANNED);

    assertThat(found.bytesReceived()).isPositive();
    assertThat(found.reason()).contains("wrong bytes");
    assertThat(two.sha256(FILE)).isEqualTo(digest);
  }
}
