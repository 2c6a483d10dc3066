package io.hffs.cli.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.http.LineShape;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Machines of one cluster begin to read one cold file at once, over the hub's one line. {@code
 * scripts/bench --only swarm-8} measures the same.
 */
@RequiresNetworkNamespaces
class SwarmMachinesIT {

  private static final String FILE = "acme/model/main/model.safetensors";
  private static final long HUB_RATE = 12_500_000;
  private static final long CHUNK_BYTES = 1 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temp;

  @Test
  @Timeout(900)
  @FaultCase(42)
  void theHubSendsAFileThatAllReadAtOnceLittleMoreThanOnce(FaultRun run) throws Exception {
    TestContent content = TestContent.generated(7, (long) run.times(48, 1024) << 20);
    try (NetworkLab lab = NetworkLab.open(temp)) {
      SampleRepos.addLfsFile(lab.hub(), "acme/model", "model.safetensors", content);
      List<Machine> machines = group(lab, run.times(3, 8));
      lab.hub().configure(config -> config.withLine(LineShape.UNSHAPED.withTotalRate(HUB_RATE)));
      lab.hub().clearRequests();

      long begin = System.nanoTime();
      List<Process> readers = new ArrayList<>();
      for (Machine machine : machines) {
        readers.add(machine.start("sha256sum", machine.path(FILE).toString()));
      }
      for (Process reader : readers) {
        assertThat(reader.inputReader(UTF_8).readLine())
            .startsWith(ContentDigests.sha256(content) + " ");
      }

      double seconds = (System.nanoTime() - begin) / 1e9;
      double alone = (double) content.sizeBytes() / HUB_RATE;
      long sent = lab.hub().bytesSent();
      run.fired(readers.size(), "machines read at once");
      run.figure("hub sent %.2f x the file".formatted((double) sent / content.sizeBytes()));
      run.figure("all done in %.2f x the time of the hub's line".formatted(seconds / alone));
      // How much is fetched twice depends on how long a machine that has it takes to answer.
      assertThat(sent).isLessThan(content.sizeBytes() * machines.size());
      if (FaultRun.isFull()) {
        assertThat(sent)
            .isLessThanOrEqualTo(content.sizeBytes() * 115 / 100 + machines.size() * CHUNK_BYTES);
        assertThat(seconds).isLessThan(1.6 * alone + 10);
      }
    }
  }

  /** Adds machines with one key, and waits until each has reached each. */
  private List<Machine> group(NetworkLab lab, int count) throws Exception {
    List<Machine> machines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      machines.add(lab.addMachine());
    }
    Path key = Files.writeString(temp.resolve("key"), "0123456789abcdef0123456789abcdef");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    String hosts =
        machines.stream().map(machine -> machine.network().address()).collect(joining(","));
    for (Machine machine : machines) {
      machine.configure(Map.of("peers.hosts", hosts, "peers.group-key-file", key.toString()));
    }
    lab.mountAll();
    for (Machine machine : machines) {
      for (Machine other : machines) {
        if (machine != other) {
          new Peers(machine).awaitActive(other, LIMIT);
        }
      }
      machine.run(LIMIT, "stat", machine.path(FILE).toString()).ok(); // its tree, not its bytes
    }
    return machines;
  }
}
