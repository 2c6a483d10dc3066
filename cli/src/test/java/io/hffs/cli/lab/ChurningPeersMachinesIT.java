package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.PeerView;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.http.LineShape;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine reads files that its peers have, while these die, leave, stand still and come back. */
@RequiresNetworkNamespaces
class ChurningPeersMachinesIT {

  private static final String REPO = "acme/model";
  private static final String FILE = REPO + "/main/model.safetensors";
  private static final long PEER_RATE = 4_000_000;
  private static final long HUB_RATE = 2_000_000;

  private static final Duration BETWEEN_CHANGES = Duration.ofSeconds(1);

  /** The most that one read may take, and the slack of the catalogue. */
  private static final Duration LONGEST = Duration.ofSeconds(30 + 1);

  @TempDir Path temp;

  @Test
  @Timeout(2400)
  @FaultCase(23)
  void everyByteIsRightWhilePeersComeAndGo(FaultRun run) throws Exception {
    int mib = run.times(64, 512); // with more peers it is there sooner
    TestContent content = TestContent.generated(7, ((long) mib << 20) + 3);
    try (NetworkLab lab = NetworkLab.open(temp)) {
      SampleRepos.addLfsFile(lab.hub(), REPO, "model.safetensors", content);
      Machine reader = lab.addMachine();
      List<Peer> peers = new ArrayList<>();
      for (int i = 0; i < run.times(2, 8); i++) {
        peers.add(new Peer(lab.addMachine()));
      }
      lab.mountAll();
      for (Peer peer : peers) {
        Peers.pair(reader, peer.machine);
        peer.machine.sha256(FILE);
        peer.machine.network().shape(PEER_RATE);
      }
      lab.hub().configure(config -> config.withLine(LineShape.UNSHAPED.withTotalRate(HUB_RATE)));

      long end = System.nanoTime() + Duration.ofSeconds(run.times(1, 1800)).toNanos();
      int changes = 0;
      int files = 0;
      Duration longest = Duration.ZERO;
      Random random = run.random();
      do {
        CompletableFuture<SteadyReader.Result> reading =
            CompletableFuture.supplyAsync(() -> read(reader), task -> new Thread(task).start());
        while (!isDone(reading, BETWEEN_CHANGES)) {
          peers.get(random.nextInt(peers.size())).change(random);
          changes++;
        }
        SteadyReader.Result result = reading.get();
        assertThat(result.sha256()).isEqualTo(ContentDigests.sha256(content));
        longest = longest.compareTo(result.longestWait()) > 0 ? longest : result.longestWait();
        files++;
        reader.hffs("model", "rm", REPO, "--yes").ok();
      } while (System.nanoTime() < end);

      run.fired(changes, "peers that died, left, stood still or came back");
      long fromPeers = 0;
      for (PeerView peer : new Peers(reader).list()) {
        fromPeers += peer.bytesReceived();
      }
      run.figure(files + " times " + mib + " MiB, " + (fromPeers >> 20) + " MiB from peers");
      run.figure("longest wait " + longest.toMillis() + " ms");
      assertThat(longest).isLessThanOrEqualTo(LONGEST);
    }
  }

  private static SteadyReader.Result read(Machine machine) {
    try {
      return new SteadyReader(machine, FILE, 1).finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isDone(CompletableFuture<?> reading, Duration patience) throws Exception {
    try {
      reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** A machine that goes in one of four ways, and comes back the next time. */
  private static final class Peer {

    private interface Step {
      void run() throws Exception;
    }

    private final Machine machine;
    private Step comeBack = null;

    Peer(Machine machine) {
      this.machine = machine;
    }

    void change(Random random) throws Exception {
      if (comeBack != null) {
        comeBack.run();
        comeBack = null;
      } else {
        comeBack =
            switch (random.nextInt(4)) {
              case 0 -> after(machine::crash, machine::mount);
              case 1 -> after(machine::stop, machine::mount);
              case 2 -> after(machine::pause, machine::resume);
              default -> after(machine.network()::linkDown, machine.network()::linkUp);
            };
      }
    }

    private static Step after(Step leave, Step comeBack) throws Exception {
      leave.run();
      return comeBack;
    }
  }
}
