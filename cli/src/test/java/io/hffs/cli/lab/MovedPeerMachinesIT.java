package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer comes to another address, as by DHCP. */
@RequiresNetworkNamespaces
class MovedPeerMachinesIT {

  private static final TestContent CONTENT = TestContent.generated(7, (4 << 20) + 3);
  private static final String FILE = "acme/model/main/model.safetensors";
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(40);

  @TempDir Path temp;
  private NetworkLab lab;
  private Machine one;
  private Machine two;

  @BeforeEach
  void addMachines() throws Exception {
    lab = NetworkLab.open(temp);
    SampleRepos.addLfsFile(lab.hub(), "acme/model", "model.safetensors", CONTENT);
    one = lab.addMachine();
    two = lab.addMachineWithoutHub();
  }

  @AfterEach
  void takeAway() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void itIsFoundByMulticast() throws Exception {
    requireFoundAfterMoving();
  }

  @Test
  void itIsFoundByTheListOfHosts() throws Exception {
    String hosts = one.network().address() + "," + lab.nextAddress();
    two.configure(Map.of("peers.hosts", hosts, "peers.discovery", "off"));
    requireFoundAfterMoving();
  }

  private void requireFoundAfterMoving() throws Exception {
    lab.mountAll();
    Peers.pair(two, one);
    one.sha256(FILE);

    lab.readdress(one);

    new Peers(two).awaitActive(one, FOUND_WITHIN);
    assertThat(two.sha256(FILE)).isEqualTo(ContentDigests.sha256(CONTENT));
  }
}
