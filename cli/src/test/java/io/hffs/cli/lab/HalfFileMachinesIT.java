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
    PeerView known =
        new Peers(pair.two())
            .await(pair.one(), LIMIT, peer -> peer.heldBytes() - heldBefore >= fetched * 9 / 10);
    pair.lab().hub().clearRequests();
    // As far as hubs are: one on this machine is faster than any peer, and would be preferred.
    pair.lab()
        .hub()
        .configure(config -> config.withLine(LineShape.UNSHAPED.withTotalRate(HUB_RATE)));

    assertThat(pair.two().sha256(file)).isEqualTo(ContentDigests.sha256(HALF));

    long held = known.heldBytes() - heldBefore;
    long received =
        new Peers(pair.two()).of(pair.one()).orElseThrow().bytesReceived() - receivedBefore;
    assertThat(received).isBetween(held / 2, held);
    assertThat(pair.lab().hub().bytesSent())
        .describedAs("what the peer did not give, once")
        .isCloseTo(HALF.sizeBytes() - received, withinPercentage(5));
  }

  @Test
  @FaultCase(21)
  void aPeerThatGivesOtherBytesIsFoundOutAndBanned(FaultRun run) throws Exception {
    String file = addHalf("acme/changed", CHANGED);
    String digest = ContentDigests.sha256(CHANGED);
    pair.one().stop();
    new LyingCache(pair.one(), digest).change(3);
    pair.one().mount();
    new Peers(pair.two()).awaitActive(pair.one(), LIMIT);

    readFirst(pair.two(), file, CHANGED.sizeBytes()); // what it shows is on the peer's word
    PeerView found =
        new Peers(pair.two())
            .await(pair.one(), LIMIT, peer -> peer.state() == PeerView.State.BANNED);

    run.fired(found.bytesReceived(), "bytes of a machine that lies in one of them");
    assertThat(found.reason()).contains("wrong bytes");
    assertThat(pair.two().sha256(file)).isEqualTo(digest);
    pair.two().hffs("peer", "rm", pair.one().network().address()).ok(); // which forgets the ban
  }
}
