package io.hffs.cli.lab;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three machines of one cluster: nobody pairs each with each. */
@RequiresNetworkNamespaces
class GroupMachinesIT {

  private static final TestContent CONTENT = TestContent.generated(7, (4 << 20) + 3);
  private static final String FILE = "acme/model/main/model.safetensors";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path temp;
  private NetworkLab lab;
  private Machine one;
  private Machine two;
  private Machine three;

  @BeforeEach
  void addMachines() throws Exception {
    lab = NetworkLab.open(temp);
    SampleRepos.addLfsFile(lab.hub(), "acme/model", "model.safetensors", CONTENT);
    one = lab.addMachine();
    two = lab.addMachine();
    three = lab.addMachineWithoutHub();
  }

  @AfterEach
  void takeAway() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void whoeverOneMachineInvitedKnowTheOthersAsLongAsItDoes() throws Exception {
    lab.mountAll();
    Peers.pair(two, one, "--group");
    Peers.pair(three, one, "--group");
    new Peers(two).awaitActive(three, LIMIT);
    new Peers(three).awaitActive(two, LIMIT);

    one.hffs("peer", "rm", two.network().address()).ok();

    new Peers(three).awaitGone(two, LIMIT);
    assertThat(new Peers(three).list()).hasSize(1);
  }

  @Test
  void machinesWithOneKeyPairByThemselves() throws Exception {
    String hosts =
        lab.machines().stream().map(machine -> machine.network().address()).collect(joining(","));
    for (Machine machine : lab.machines()) {
      Path key = temp.resolve("key");
      Files.writeString(key, "0123456789abcdef0123456789abcdef");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      machine.configure(Map.of("peers.hosts", hosts, "peers.group-key-file", key.toString()));
    }
    lab.mountAll();

    for (Machine machine : lab.machines()) {
      for (Machine other : lab.machines()) {
        if (machine != other) {
          new Peers(machine).awaitActive(other, LIMIT);
        }
      }
      assertThat(new Peers(machine).list()).hasSize(2);
    }
    assertThat(List.of(two.sha256(FILE), three.sha256(FILE)))
        .containsOnly(ContentDigests.sha256(CONTENT));
  }
}
