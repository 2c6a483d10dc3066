package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hffs.daemon.peer.TestCaller.Answer;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.peer.ChunkHash;
import io.hffs.fs.peer.PeerProtocol;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.http.LineShape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A paired machine gives what is not so. The hub is slower than it, so that it is asked; what its
 * lies cost is compared with the hub's own rate.
 */
@Timeout(120)
class LyingPeerTest {

  private static final int CHUNK = PeerProtocol.CHUNK_BYTES;
  private static final int CHUNKS = 16;
  private static final String REPO = "org/open";
  private static final String FILE = "a.bin";
  private static final long HUB_RATE = 16_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Of a machine that is busy with other things: a lie is to cost no stall. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** Strikes before a ban. */
  private static final int TAKEN = 2;

  @TempDir Path home;
  @TempDir Path elsewhere;
  private TestHub hub;
  private TestMachine machine;
  private Snapshot tree;
  private BlobId blob;
  private byte[] content;

  @BeforeEach
  void start() throws Exception {
    TestContent generated = TestContent.generated(1, (long) CHUNKS * CHUNK + 17);
    content = new byte[(int) generated.sizeBytes()];
    generated.read(0, ByteBuffer.wrap(content));
    hub = TestHub.start();
    hub.addRepo(REPO).commit("Add", files -> files.lfs(FILE, generated));
    hub.configure(config -> config.withLine(LineShape.UNSHAPED.withTotalRate(HUB_RATE)));
    blob = hub.repo(REPO).file("main", FILE).blob();
    open(TestMachine.open(home, hub.endpoint()));
  }

  private void open(TestMachine opened) throws Exception {
    machine = opened;
    tree = machine.refresh(REPO);
  }

  @AfterEach
  void stop() throws Exception {
    machine.close();
    hub.close();
  }

  private LyingPeer liar(LyingPeer.Lie lie) throws Exception {
    return LyingPeer.of(elsewhere, machine, blob, content, lie);
  }

  private boolean isBanned(LyingPeer liar) {
    return machine.peering().pairings().ban(liar.identity().id()).isPresent();
  }

  /** Reads the file; no byte of it may be wrong. */
  private Duration readRight() throws Exception {
    long begin = System.nanoTime();
    assertThat(machine.read(tree, FILE)).isEqualTo(content);
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Test
  @FaultCase(20)
  void whoFlipsBitsIsBannedAfterTheSecond(FaultRun run) throws Exception {
    AtomicInteger given = new AtomicInteger();
    Random random = run.random();
    requireBanned(
        run,
        "answers with flipped bits",
        (first, chunks, hashes) -> {
          boolean flipped = false;
          for (byte[] chunk : chunks) {
            if (given.getAndIncrement() % 10 == 5) {
              flip(chunk, random);
              flipped = true;
            }
          }
          return flipped;
        });
  }

  /** Other ones each time, so that it contradicts itself too. */
  @Test
  @FaultCase(21)
  void whoseHashesAreNotThoseOfItsBytesIsBanned(FaultRun run) throws Exception {
    assumeTrue(FaultRun.isFull(), "as with flipped bits");
    Random random = run.random();
    requireBanned(
        run,
        "lists of other hashes",
        (first, chunks, hashes) -> {
          flip(hashes[hashes.length / 2], random);
          return true;
        });
  }

  @Test
  @FaultCase(22)
  void whoGivesChunksOfOtherPlacesIsBanned(FaultRun run) throws Exception {
    assumeTrue(FaultRun.isFull(), "as with flipped bits");
    requireBanned(
        run,
        "answers with right chunks at wrong places",
        (first, chunks, hashes) -> {
          int other = (first + chunks.length) % CHUNKS * CHUNK;
          System.arraycopy(content, other, chunks[0], 0, chunks[0].length);
          return true;
        });
  }

  private static void flip(byte[] bytes, Random random) {
    synchronized (random) { // answers are made side by side
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  /** Reads until it is banned: after its first lie it is left alone for some seconds. */
  private void requireBanned(FaultRun run, String what, LyingPeer.Lie lie) throws Exception {
    Duration alone = readRight();
    try (LyingPeer liar = liar(lie)) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      Duration longest = Duration.ZERO;
      while (!isBanned(liar)) {
        assertThat(System.nanoTime()).as("it is banned in time").isLessThan(deadline);
        machine.fs().cache().delete(blob);
        Duration took = readRight();
        longest = took.compareTo(longest) > 0 ? took : longest;
      }

      run.fired(liar.lies(), what);
      run.figure(
          "a file in %d ms at most, %d ms without it"
              .formatted(longest.toMillis(), alone.toMillis()));
      // What was under way when the ban began is cut, and may have been counted before it was.
      assertThat(liar.lies()).isLessThanOrEqualTo(TAKEN + UploadSlots.SLOTS_OF_ONE);
      requireAskedNoMore(liar);
      if (FaultRun.isFull()) {
        assertThat(longest).isLessThan(alone.multipliedBy(12).dividedBy(10).plus(SLACK));
      }
    }
  }

  @Test
  @FaultCase(21)
  void aConsistentLieIsNotToldOnAndEndsWithTheFile(FaultRun run) throws Exception {
    try (LyingPeer liar = liar(LyingPeerTest::changeAndHash)) {
      TestCaller third = TestCaller.device();
      machine.trust(third.id());
      readALie(4 * CHUNK);
      assertThat(liar.lies()).isPositive();
      for (int chunk = 0; chunk < 4; chunk++) {
        String range = "Range: bytes=" + chunk * CHUNK + "-" + ((chunk + 1) * CHUNK - 1);
        Answer answer = third.get(machine.port(), PeerProtocol.BLOBS + blob.hex(), range);
        assertThat(answer.status() == 206 && isLie(answer.bytes(), chunk)).isFalse();
      }

      machine.read(tree, FILE); // on the liar's word, as long as it is not complete
      run.fired(liar.lies(), "answers with changed bytes and their hashes");
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!isBanned(liar)) {
        assertThat(System.nanoTime()).as("it is found out in time").isLessThan(deadline);
        Thread.onSpinWait();
      }
      readRight();
      requireAskedNoMore(liar);
    }
  }

  /** Reads the first bytes until some are a lie: when the liar is late, the hub gives all. */
  private void readALie(int count) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (Arrays.mismatch(machine.read(tree, FILE, count), content) == count) {
      assertThat(System.nanoTime()).as("it is asked in time").isLessThan(deadline);
      machine.fs().cache().delete(blob);
      TimeUnit.MILLISECONDS.sleep(500); // so that it is worth asking again
    }
  }

  private void requireAskedNoMore(LyingPeer liar) throws Exception {
    int asked = liar.asked();
    machine.fs().cache().delete(blob);
    readRight();
    assertThat(liar.asked()).isEqualTo(asked);
  }

  private boolean isLie(byte[] bytes, int chunk) {
    return bytes.length != CHUNK || bytes[0] != content[chunk * CHUNK];
  }

  private static boolean changeAndHash(int first, byte[][] chunks, byte[][] hashes) {
    for (int i = 0; i < chunks.length; i++) {
      chunks[i][0] ^= 1;
      hashes[i] = ChunkHash.of(ByteBuffer.wrap(chunks[i]));
    }
    return true;
  }

  @Test
  @FaultCase(21)
  void aStrictMachineTakesNoByteThatIsNotProven(FaultRun run) throws Exception {
    machine.close();
    open(TestMachine.strict(home, hub.endpoint()));
    try (LyingPeer liar = liar(LyingPeerTest::changeAndHash)) {
      run.fired(machine.peering().links().holders(blob).size(), "machine that offers a lie");

      readRight();

      run.figure(liar.asked() + " times asked for bytes");
      assertThat(liar.asked()).isZero();
    }
  }
}
