package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.hffs.daemon.api.PeerView;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.http.LineShape;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A peer that has the first part of a file, and a hub that has all of it. */
@RequiresNetworkNamespaces
class HalfFileMachinesIT {

  private static final TestContent HALF = TestContent.generated(7, (64 << 20) + 3);
  private static final TestContent CHANGED = TestContent.generated(8, (64 << 20) + 3);
  private static final long HUB_RATE = 6_000_000;

  /** All chunks of the quarter that the first machine reads: those it is sure to have. */
  private static final int LIES = 16;

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long QUIET_MILLIS = 1_000;

  @RegisterExtension static final MachinePair pair = MachinePair.withHub();

  @BeforeEach
  void theLineIsFast() throws Exception {
    pair.lab().hub().configure(config -> config.withLine(LineShape.UNSHAPED));
  }

  /** Has the first machine read a quarter, and with it what is fetched ahead. */
  private static String addHalf(String repo, TestContent content) throws Exception {
    String file = pair.add(repo, content);
    readFirst(pair.one(), file, content.sizeBytes() / 4);
    awaitNothingMoreIsFetched(pair.lab().hub());
    return file;
  }

  /** On a busy machine the hub may be asked for nothing between two parts: that is not the end. */
  private static void awaitNothingMoreIsFetched(TestHub hub) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    long sent;
    do {
      assertThat(System.nanoTime()).describedAs("still fetching").isLessThan(deadline);
      sent = hub.bytesSent();
      Thread.sleep(QUIET_MILLIS);
    } while (hub.bytesSent() != sent);
  }

  private static void readFirst(Machine machine, String file, long bytes) throws Exception {
    String from = "if=" + machine.path(file);
    machine
        .run(LIMIT, "dd", from, "of=/dev/null", "bs=1M", "iflag=count_bytes", "count=" + bytes)
        .ok();
  }

  @Test
  void whatThePeerLacksComesFromTheHub() throws Exception {
    long sentBefore = pair.lab().hub().bytesSent();
    long heldBefore = new Peers(pair.two()).of(pair.one()).orElseThrow().heldBytes();
    long receivedBefore = new Peers(pair.two()).of(pair.one()).orElseThrow().bytesReceived();
    String file = addHalf("acme/half", HALF);
    long fetched = pair.lab().hub().bytesSent() - sentBefore;
    new Peers(pair.two())
        .await(pair.one(), LIMIT, peer -> peer.heldBytes() - heldBefore >= fetched * 9 / 10);
    pair.lab().hub().clearRequests();
    theHubIsFar();

    assertThat(pair.two().sha256(file)).isEqualTo(ContentDigests.sha256(HALF));

    PeerView after = new Peers(pair.two()).of(pair.one()).orElseThrow();
    long held = after.heldBytes() - heldBefore; // more may have been told of since
    long received = after.bytesReceived() - receivedBefore;
    // While the peer stalls the hub gives what is waited for, 6 MB each second.
    assertThat(received).isBetween(held / 4, held);
    assertThat(pair.lab().hub().bytesSent() + received)
        .describedAs("all of it, once, but for what was under way when one stalled")
        .isCloseTo(HALF.sizeBytes(), withinPercentage(10));
  }

  /** As hubs are: one on this machine is faster than any peer, and would be preferred. */
  private static void theHubIsFar() {
    pair.lab()
        .hub()
        .configure(config -> config.withLine(LineShape.UNSHAPED.withTotalRate(HUB_RATE)));
  }

  @Test
  @FaultCase(21)
  void aPeerThatGivesOtherBytesIsFoundOutAndBanned(FaultRun run) throws Exception {
    String file = addHalf("acme/changed", CHANGED);
    String digest = ContentDigests.sha256(CHANGED);
    pair.one().stop();
    LyingCache liar = new LyingCache(pair.one(), digest);
    for (int chunk = 0; chunk < LIES; chunk++) {
      liar.change(chunk); // the hub may give some: a request of the peer may be late
    }
    pair.one().mount();
    new Peers(pair.two()).awaitActive(pair.one(), LIMIT);
    theHubIsFar();

    readFirst(pair.two(), file, CHANGED.sizeBytes()); // what it shows is on the peer's word
    PeerView found =
        new Peers(pair.two())
            .await(pair.one(), LIMIT, peer -> peer.state() == PeerView.State.BANNED);

    run.fired(found.bytesReceived(), "bytes of a machine that lies in " + LIES + " of its chunks");
    assertThat(found.reason()).contains("wrong bytes");
    assertThat(pair.two().sha256(file)).isEqualTo(digest);
    pair.two().hffs("peer", "rm", pair.one().network().address()).ok(); // which forgets the ban
  }
}
