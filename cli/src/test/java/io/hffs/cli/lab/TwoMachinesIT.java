package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two machines with a daemon each, on one hub. */
@RequiresNetworkNamespaces
class TwoMachinesIT {

  private static final TestContent CONTENT = TestContent.generated(7, (16 << 20) + 3);
  private static final String FILE = "acme/model/main/model.safetensors";

  @TempDir Path temp;
  private NetworkLab lab;
  private Machine one;
  private Machine two;

  @BeforeEach
  void mountBoth() throws Exception {
    lab = NetworkLab.open(temp);
    SampleRepos.addLfsFile(lab.hub(), "acme/model", "model.safetensors", CONTENT);
    one = lab.addMachine();
    two = lab.addMachine();
    one.mount();
    two.mount();
  }

  @AfterEach
  void takeAway() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void bothSeeTheBytesOfTheHub() throws Exception {
    String digest = ContentDigests.sha256(CONTENT);

    assertThat(one.sha256(FILE)).isEqualTo(digest);
    assertThat(two.sha256(FILE)).isEqualTo(digest);
  }

  @Test
  void aMachineWithoutALinkShowsWhatItHas() throws Exception {
    String digest = one.sha256(FILE);

    one.network().linkDown();
    one.stop();
    one.mount();

    assertThat(one.sha256(FILE)).isEqualTo(digest);
  }
}
