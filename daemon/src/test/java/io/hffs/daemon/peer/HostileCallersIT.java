package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.peer.MountReader.Times;
import io.hffs.daemon.peer.TestCaller.Answer;
import io.hffs.fs.RequiresFuse;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.fuse.FuseMount;
import io.hffs.fs.peer.PeerProtocol;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many hostile callers, and those that take all the time there is. */
@RequiresFuse
@Timeout(600)
class HostileCallersIT {

  private static final int CHUNK = PeerProtocol.CHUNK_BYTES;
  private static final int CHUNKS = 64;

  /** That of the good machine's line: its callers and the others share the cores of this one. */
  private static final long LINE_RATE = 16_000_000;

  /** What an attack may make of the time that a read takes, in the mean. */
  private static final int MAX_SLOWDOWN = 2;

  private static final Duration SLACK = Duration.ofSeconds(1);
  private static final long MAX_MORE_BYTES = 64L << 20;
  private static final int LOOKS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SETTLED = Duration.ofSeconds(3);

  @Test
  @FaultCase(24)
  void noneOfAThousandGetsAByteAndAGoodMachineIsServedAfterwards(FaultRun run, @TempDir Path home)
      throws Exception {
    int count = run.times(200, 1_000);
    try (TestHub hub = HostileAttack.hub();
        TestMachine machine = TestMachine.open(home, hub.endpoint());
        HostileAttack attack = HostileAttack.on(hub, machine, run.seed())) {
      FuseMount mount = machine.fs().mount(home.resolve("mnt"), false, false, () -> "{}");
      try {
        Path file = mount.mountpoint().resolve("org/open/main/" + HostileAttack.FILE);
        attack.run(count); // what it needs is compiled from here on
        MountReader.read(file, run.times(300, 50_000), run.seed());
        Times idle = MountReader.read(file, run.times(300, 50_000), run.seed());
        Times attacked;
        try (MountReader reader = MountReader.start(file, 1, run.seed())) {
          attack.run(count);
          attacked = reader.stop();
        }
        run.fired(count, "requests of strangers and wrong requests, none answered");
        run.figure("a reader of the mount meanwhile " + attacked);
        run.figure("idle " + idle);
        if (FaultRun.isFull()) {
          assertThat(attacked.meanMillis()).isLessThan(MAX_SLOWDOWN * idle.meanMillis());
        }
      } finally {
        mount.unmount();
      }
      assertThat(mount.bugs()).isZero();
    }
  }

  @Test
  @FaultCase(30)
  void aGoodMachineIsServedBesideThoseThatTakeAllTheTimeThereIs(FaultRun run, @TempDir Path home)
      throws Exception {
    try (TestHub hub = TestHub.start()) {
      hub.addRepo("org/open")
          .commit(
              "Add", files -> files.lfs("a.bin", TestContent.generated(1, (long) CHUNKS * CHUNK)));
      String digest = hub.repo("org/open").file("main", "a.bin").blob().hex();
      try (TestMachine machine = TestMachine.open(home, hub.endpoint())) {
        Snapshot tree = machine.fetch("org/open");
        assertThat(tree.files()).hasSize(1);
        TestCaller good = TestCaller.device();
        machine.trust(good.id());
        transfer(good, machine, digest, CHUNKS); // the hashes are known from here on
        int chunks = run.times(CHUNKS / 4, CHUNKS);
        long alone = transfer(good, machine, digest, chunks);
        long usedBefore = usedBytes();

        try (SlowCallers slow = SlowCallers.start(machine, digest, 500, 100)) {
          slow.awaitSettled(SETTLED);
          long beside = transfer(good, machine, digest, chunks);

          run.fired(slow.cuts(), "slow callers cut");
          run.figure(
              "%d MiB over a line of 16 MB/s in %d ms, beside 500 senders and 100 takers in %d ms"
                  .formatted(chunks, alone / 1_000_000, beside / 1_000_000));
          long more = usedBytes() - usedBefore;
          run.figure("memory, theirs included, " + more / 1_000_000 + " MB more");
          if (FaultRun.isFull()) {
            assertThat(beside).as("4/5 of the rate").isLessThan(alone * 5 / 4 + SLACK.toNanos());
          }
          assertThat(more).as("bytes of memory").isLessThan(MAX_MORE_BYTES);
        }
      }
    }
  }

  @Test
  void aSlowTakerLosesItsSlotsAndASlowSenderItsConnection(@TempDir Path home) throws Exception {
    try (TestHub hub = TestHub.start()) {
      hub.addRepo("org/open")
          .commit(
              "Add", files -> files.lfs("a.bin", TestContent.generated(1, (long) CHUNKS * CHUNK)));
      String digest = hub.repo("org/open").file("main", "a.bin").blob().hex();
      try (TestMachine machine = TestMachine.open(home, hub.endpoint())) {
        machine.fetch("org/open");
        TestCaller caller = TestCaller.device();
        machine.trust(caller.id());
        List<Socket> stuck = new ArrayList<>();
        for (int i = 0; i < UploadSlots.SLOTS_OF_ONE; i++) {
          Socket socket = caller.connect(machine.port());
          socket.getOutputStream().write(ask(digest, "bytes=0-16777215"));
          assertThat(socket.getInputStream().read()).isEqualTo('H');
          stuck.add(socket);
        }
        assertThat(oneChunk(caller, machine, digest)).isEqualTo(503);

        assertCutAfterFiveSeconds(() -> caller.connect(machine.port()), "GET / HTTP/1.1\r\nX: ");
        assertCutAfterFiveSeconds(
            () -> TestCaller.plain(machine.port()), "\u0016\u0003\u0001\u0002");

        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int status = 503;
        while (status == 503 && System.nanoTime() < deadline) {
          status = oneChunk(caller, machine, digest);
        }
        assertThat(status).isEqualTo(206);
        for (Socket socket : stuck) {
          socket.close();
        }
      }
    }
  }

  /**
   * What this process keeps, callers and all, on the heap and beside it; without what is garbage,
   * of which others make some between its collection and the look: the least of some looks.
   */
  private static long usedBytes() {
    return LongStream.generate(HostileCallersIT::usedNow).limit(LOOKS).min().orElseThrow();
  }

  private static long usedNow() {
    System.gc();
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    for (var pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      used += pool.getMemoryUsed();
    }
    return used;
  }

  private static int oneChunk(TestCaller caller, TestMachine machine, String digest) {
    return caller
        .get(machine.port(), PeerProtocol.BLOBS + digest, "Range: bytes=0-1048575")
        .status();
  }

  private static byte[] ask(String digest, String range) {
    return TestCaller.request("GET " + PeerProtocol.BLOBS + digest, "", "Range: " + range);
  }

  /** Sends the beginning, then a byte now and then. */
  private static void assertCutAfterFiveSeconds(Callable<Socket> caller, String beginning)
      throws Exception {
    long begin = System.nanoTime();
    try (Socket socket = caller.call()) {
      socket.setSoTimeout(200);
      socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
      boolean open = true;
      while (open) {
        assertThat(System.nanoTime() - begin).isLessThan(PATIENCE.toNanos());
        open = isOpen(socket);
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
  }

  private static boolean isOpen(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns how long it took to get the first chunks, some by each connection. */
  private static long transfer(TestCaller good, TestMachine machine, String digest, int chunks)
      throws Exception {
    long begin = System.nanoTime();
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    for (long start = 0; start < (long) chunks * CHUNK; start += 8L * CHUNK) {
      Answer answer =
          good.get(
              machine.port(),
              PeerProtocol.BLOBS + digest,
              "Range: bytes=" + start + "-" + (start + 8L * CHUNK - 1));
      assertThat(answer.status()).as(answer.head()).isEqualTo(206);
      hash.update(answer.bytes());
      long dueNanos = (start + 8L * CHUNK) * 1_000_000_000L / LINE_RATE;
      TimeUnit.NANOSECONDS.sleep(begin + dueNanos - System.nanoTime()); // what its line takes
    }
    if (chunks == CHUNKS) {
      assertThat(HexFormat.of().formatHex(hash.digest())).isEqualTo(digest);
    }
    return System.nanoTime() - begin;
  }
}
