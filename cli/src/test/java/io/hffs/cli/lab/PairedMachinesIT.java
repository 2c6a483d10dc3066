package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.PeerView;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine without a hub, and one that it is paired with and that has a model. */
@RequiresNetworkNamespaces
class PairedMachinesIT {

  private static final TestContent CONTENT = TestContent.generated(7, (16 << 20) + 3);
  private static final TestContent OTHER = TestContent.generated(8, (4 << 20) + 1);
  private static final String REVISION = "acme/model/main";
  private static final String FILE = REVISION + "/model.safetensors";
  private static final String OTHER_FILE = REVISION + "/other.safetensors";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** A read waits for the hub to come back before it fails, and the kernel asks once more. */
  private static final Duration NO_SOURCE_LIMIT = Duration.ofSeconds(75);

  /** By an answer, by the handshake, or by a port that nobody needs any more. */
  private static final Pattern TOLD =
      Pattern.compile("refuses|has forgotten this one|nothing listens there");

  @TempDir Path temp;
  private NetworkLab lab;
  private Machine one;
  private Machine two;

  @BeforeEach
  void pairThem() throws Exception {
    lab = NetworkLab.open(temp);
    SampleRepos.addLfsFile(lab.hub(), "acme/model", "model.safetensors", CONTENT);
    SampleRepos.addLfsFile(lab.hub(), "acme/model", "other.safetensors", OTHER);
    one = lab.addMachine();
    two = lab.addMachineWithoutHub();
    one.mount();
    two.mount();
    Peers.pair(two, one);
    one.sha256(FILE);
    one.sha256(OTHER_FILE);
  }

  @AfterEach
  void takeAway() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void aModelIsReadFromThePeerAndStays() throws Exception {
    String digest = ContentDigests.sha256(CONTENT);

    assertThat(two.run(LIMIT, "ls", "-l", two.path(REVISION).toString()).ok())
        .contains("" + CONTENT.sizeBytes(), "model.safetensors", "other.safetensors");
    assertThat(two.sha256(FILE)).isEqualTo(digest);
    assertThat(two.run(LIMIT, "stat", two.path(REVISION + "/absent").toString()).errors())
        .contains("No such file or directory");

    two.stop();
    two.mount();
    assertThat(two.sha256(FILE)).isEqualTo(digest);

    one.crash();
    assertThat(two.sha256(FILE)).isEqualTo(digest);
  }

  @Test
  void aRemovedMachineGetsNothingMoreAndIsToldWhy() throws Exception {
    assertThat(two.sha256(FILE)).isEqualTo(ContentDigests.sha256(CONTENT));

    one.hffs("peer", "rm", two.network().address()).ok();

    Command.Result read = two.run(NO_SOURCE_LIMIT, "sha256sum", two.path(OTHER_FILE).toString());
    assertThat(read.exitCode()).isNotZero();
    PeerView told =
        new Peers(two)
            .await(one, LIMIT, peer -> TOLD.matcher(String.valueOf(peer.reason())).find());
    assertThat(told.state()).isEqualTo(PeerView.State.UNREACHABLE);
    assertThat(new Peers(one).list()).isEmpty();
  }
}
