package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.http.RangeHeader;
import io.hffs.fs.device.DeviceIdentity;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.device.PinnedTls;
import io.hffs.fs.peer.ChunkHash;
import io.hffs.fs.peer.Holding;
import io.hffs.fs.peer.HoldingsJson;
import io.hffs.fs.peer.HoldingsPage;
import io.hffs.fs.peer.PeerProtocol;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A machine that has one blob in full, and gives of it what a test makes of the truth. Says the
 * protocol right otherwise, over the real listener.
 */
final class LyingPeer implements AutoCloseable {

  private static final int CHUNK = PeerProtocol.CHUNK_BYTES;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Changes an answer, or leaves it. */
  @FunctionalInterface
  interface Lie {
    /**
     * Returns whether it changed anything.
     *
     * @param first the number of the first chunk in it
     * @param chunks the bytes, each chunk for itself
     * @param hashes of the chunks, 32 bytes each
     */
    boolean tell(int first, byte[][] chunks, byte[][] hashes);
  }

  private final DeviceIdentity identity;
  private final BlobId blob;
  private final byte[] content;
  private final Lie lie;
  private final PeerServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger lies = new AtomicInteger();

  private LyingPeer(Path home, TestMachine victim, BlobId blob, byte[] content, Lie lie)
      throws IOException {
    this.identity = DeviceIdentity.open(home);
    this.blob = blob;
    this.content = content;
    this.lie = lie;
    var caller = victim.peering().identity().id();
    this.server =
        PeerServer.start(
            0,
            PinnedTls.server(identity, caller::equals),
            new Callers(caller::equals),
            this::addRoutes);
  }

  /** Starts one, pairs a machine with it, and waits until that knows what it has. */
  static LyingPeer of(Path home, TestMachine victim, BlobId blob, byte[] content, Lie lie)
      throws IOException {
    LyingPeer peer = new LyingPeer(home, victim, blob, content, lie);
    PeerAddress at = new PeerAddress("127.0.0.1", peer.server.port());
    victim.peering().pairings().add(peer.identity.id(), "liar", at, false);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (victim.service().all().stream()
        .noneMatch(known -> known.state() == PeerView.State.ACTIVE && known.heldBytes() > 0)) {
      assertThat(System.nanoTime()).as("it is reached in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
    return peer;
  }

  private void addRoutes(RoutesConfig routes) {
    routes.get(PeerProtocol.HOLDINGS, this::tellHoldings);
    routes.get(PeerProtocol.BLOBS + "{digest}", this::give);
  }

  private void tellHoldings(Context context) {
    HoldingsPage page =
        new HoldingsPage(
            "run", 1, 1, true, List.of(Holding.complete(blob, content.length)), List.of());
    long wait = Long.parseLong(context.queryParam("wait"));
    context.future(
        () ->
            new CompletableFuture<HoldingsPage>()
                .completeOnTimeout(page, wait, TimeUnit.SECONDS)
                .thenAccept(told -> context.json(HoldingsJson.write(told))));
  }

  private void give(Context context) {
    asked.incrementAndGet();
    ByteRange range =
        RangeHeader.parse(String.valueOf(context.header("Range")), content.length).orElseThrow();
    int count = (int) Holding.count(range.length());
    byte[][] chunks = new byte[count][];
    byte[][] hashes = new byte[count][];
    for (int i = 0; i < count; i++) {
      int start = (int) range.start() + i * CHUNK;
      chunks[i] = Arrays.copyOfRange(content, start, Math.min(start + CHUNK, (int) range.end()));
      hashes[i] = ChunkHash.of(ByteBuffer.wrap(chunks[i]));
    }
    if (lie.tell((int) (range.start() / CHUNK), chunks, hashes)) {
      lies.incrementAndGet();
    }
    context.status(206);
    context.header(
        "Content-Range", "bytes " + range.start() + "-" + (range.end() - 1) + "/" + content.length);
    context.header(PeerProtocol.CHUNKS, Base64.getEncoder().encodeToString(joined(hashes)));
    context.result(joined(chunks));
  }

  private static byte[] joined(byte[][] parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  DeviceIdentity identity() {
    return identity;
  }

  /** Returns how often it was asked for bytes. */
  int asked() {
    return asked.get();
  }

  /** Returns how many of its answers were no truth. */
  int lies() {
    return lies.get();
  }

  @Override
  public void close() {
    server.close();
  }
}
