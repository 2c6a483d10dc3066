package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.PeerView;
import io.hffs.fs.device.Invite;
import io.hffs.fs.device.Invites;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.device.PinnedTls;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.peer.PeerProtocol;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.testhub.RepoAccess;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The user's token is for the Hub alone: no machine that this one talks to ever sees it. */
@Timeout(120)
class CanaryTokenTest {

  private static final String TOKEN = "hf_canaryCanaryCanaryCanary";
  private static final long SIZE = 5L * PeerProtocol.CHUNK_BYTES + 3;

  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  /** Another machine that writes down all that it is told. */
  private final class Recording implements AutoCloseable {

    private final HoldingsJournal holdings;
    private final PeerServer server;
    private final Invite invite;

    Recording(TestMachine machine) throws IOException {
      Invites invites = new Invites(machine.peering().identity().id(), Clock.systemUTC());
      var pairings = machine.peering().pairings();
      var fs = machine.fs();
      PeerGuard guard = new PeerGuard(pairings);
      holdings = new HoldingsJournal(fs.cache(), fs.library());
      BlobRoute blobs =
          new BlobRoute(
              fs.cache(),
              fs.library(),
              new ChunkHashes(),
              new UploadSlots(),
              new SentBytes(),
              guard);
      Admission admission =
          new Admission(machine.peering().identity(), pairings, invites, null, "recorder");
      PeerRoutes routes = new PeerRoutes(fs.library(), holdings, blobs, admission, guard);
      server =
          PeerServer.start(
              0,
              PinnedTls.server(machine.peering().identity(), id -> true),
              new Callers(id -> true),
              config -> recorded(config, routes));
      invite =
          invites
              .open(
                  List.of(new PeerAddress("127.0.0.1", server.port())),
                  false,
                  Duration.ofMinutes(1))
              .invite();
    }

    private void recorded(RoutesConfig config, PeerRoutes routes) {
      config.before(CanaryTokenTest.this::record);
      routes.addTo(config);
    }

    @Override
    public void close() {
      server.close();
      holdings.close();
    }
  }

  private void record(Context context) {
    StringBuilder all = new StringBuilder(context.method() + " " + context.fullUrl());
    for (String name : Collections.list(context.req().getHeaderNames())) {
      all.append('\n').append(name).append(": ");
      all.append(Collections.list(context.req().getHeaders(name)));
    }
    heard.add(all.append('\n').append(context.body()).toString());
  }

  @Test
  @FaultCase(26)
  void noMachineHearsTheToken(FaultRun run, @TempDir Path here, @TempDir Path there)
      throws Exception {
    TestHub hub = TestHub.start();
    hub.addToken(TOKEN, "me");
    hub.addRepo("org/mine")
        .setAccess(RepoAccess.PRIVATE)
        .grant("me")
        .commit("Add", files -> files.text("a.txt", "mine"));
    hub.addRepo("org/open")
        .commit("Add", files -> files.lfs("large.bin", TestContent.generated(3, SIZE)));
    try (TestMachine other = TestMachine.open(there, hub.endpoint());
        TestMachine machine = TestMachine.withToken(here, hub.endpoint(), TOKEN)) {
      byte[] content = other.read(other.fetch("org/open"), "large.bin");
      machine.fetch("org/mine"); // by the token: it is in use
      try (Recording recording = new Recording(other)) {
        pair(machine, recording);
        hub.close(); // now only the other machine can be asked

        Snapshot tree = machine.refresh("org/open");

        assertThat(machine.read(tree, "large.bin")).isEqualTo(content);
      }
    } finally {
      hub.close();
    }
    for (String path :
        List.of(
            PeerProtocol.PAIR,
            PeerProtocol.HOLDINGS,
            PeerProtocol.REFS,
            PeerProtocol.SNAPSHOTS,
            PeerProtocol.BLOBS)) {
      assertThat(heard).as(path).anyMatch(request -> request.contains(path));
    }
    assertThat(heard)
        .noneMatch(request -> request.contains(TOKEN))
        .noneMatch(request -> request.toLowerCase(Locale.ROOT).contains("authorization"))
        .noneMatch(request -> request.toLowerCase(Locale.ROOT).contains("cookie"));
    run.fired(heard.size(), "requests to a paired machine, none with the token");
  }

  private static void pair(TestMachine machine, Recording recording) throws Exception {
    int port = recording.server.port();
    machine.service().add(new AddPeerRequest("127.0.0.1", port, recording.invite.encode(), false));
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (machine.service().all().stream()
        .noneMatch(peer -> peer.state() == PeerView.State.ACTIVE && peer.heldBytes() >= SIZE)) {
      assertThat(System.nanoTime()).as("the other machine is reached in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
