package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two machines with a daemon each, on one hub, that do not know each other. */
@RequiresNetworkNamespaces
class TwoMachinesIT {

  private static final TestContent CONTENT = TestContent.generated(7, (16 << 20) + 3);
  private static final String FILE = "acme/model/main/model.safetensors";

  @Test
  void bothSeeTheBytesOfTheHubAndWithoutALinkWhatTheyHave(@TempDir Path temp) throws Exception {
    try (NetworkLab lab = NetworkLab.open(temp)) {
      SampleRepos.addLfsFile(lab.hub(), "acme/model", "model.safetensors", CONTENT);
      Machine one = lab.addMachine();
      Machine two = lab.addMachine();
      lab.mountAll();
      String digest = ContentDigests.sha256(CONTENT);
      assertThat(one.sha256(FILE)).isEqualTo(digest);
      assertThat(two.sha256(FILE)).isEqualTo(digest);

      one.network().linkDown();
      one.stop();
      one.mount();

      assertThat(one.sha256(FILE)).isEqualTo(digest);
    }
  }
}
