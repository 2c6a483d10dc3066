package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.fuse.FuseMount;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The serving process is killed again and again while readers fill its cache. */
@RequiresFuse
class KilledIT {

  private static final long MIB = 1 << 20;
  private static final long RATE = 60 * MIB;

  /** So often until all is read and the cache begins anew: then it is about full. */
  private static final int KILLS_EACH = 6;

  /** In the middle of their way when it was killed: in sockets, and chunks that were not whole. */
  private static final long UNDER_WAY_BYTES = 16 * MIB;

  /**
   * Eight threads that read here and there until there is an error, or until the input ends: the
   * kernel may have all pages. Says when it has begun and how many bytes it saw, or exits with 3 at
   * the first wrong or missing one.
   */
  private static final String READERS =
      """
      import os, random, sys, threading
      seen, origin, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
      size = os.path.getsize(origin)
      counts = [0] * 8
      begun, ended = threading.Event(), threading.Event()
      def read(number):
          numbers = random.Random(seed + number)
          try:
              there, here = os.open(seen, os.O_RDONLY), os.open(origin, os.O_RDONLY)
              while not ended.is_set():
                  at = numbers.randrange(size)
                  end = min(size, at + numbers.randrange(1, 16 << 20))
                  while at < end:
                      some = os.pread(there, min(end - at, 1 << 20), at)
                      if not some or some != os.pread(here, len(some), at):
                          os._exit(3)
                      at += len(some)
                      counts[number] += len(some)
                      begun.set()
          except OSError:
              return
      threads = [threading.Thread(target=read, args=[number]) for number in range(8)]
      for thread in threads:
          thread.start()
      begun.wait(30)
      print("begun", flush=True)
      sys.stdin.read()
      ended.set()
      for thread in threads:
          thread.join()
      print(sum(counts))
      """;

  @TempDir Path home;
  private TestHub hub;
  private TestRepo repo;
  private Path origin;
  private int kills;
  private long readBytes;
  private long mostLost;
  private int rereads;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    hub.configure(config -> config.withLine(config.line().withTotalRate(RATE)));
    repo = hub.addRepo("acme/model");
  }

  @AfterEach
  void end() throws Exception {
    FuseMount.recover(home.resolve("mnt"));
    hub.close();
  }

  @Test
  @FaultCase(32)
  void killedWhileItFetchesItLosesLittleAndServesNoWrongByte(FaultRun run) throws Exception {
    long sizeBytes = run.times(64, 384) * MIB + 7;
    TestContent content = TestContent.generated(1, sizeBytes);
    repo.commit("one", files -> files.lfs("big.bin", content));
    origin = home.resolve("origin");
    MountedHub.write(repo.file("main", "big.bin"), origin);
    Random random = run.random();
    int wanted = run.times(2, 500);
    while (kills < wanted) {
      fillAndKill(random, run.times(800, 3000), Math.min(KILLS_EACH, wanted - kills));
    }
    run.fired(kills, "kills");
    run.figure(readBytes / MIB + " MiB read and compared beside them");
    run.figure("all read again " + rereads + " times");
    run.figure("at most %.1f MiB lost by one".formatted((double) mostLost / MIB));
  }

  private void fillAndKill(Random random, int maxMillis, int count) throws Exception {
    long before = -1; // what there was and what came in the life before
    for (int i = 0; i < count; i++) {
      hub.clearRequests();
      MountProcess process = MountProcess.start(home, hub.endpoint());
      Process readers = startReaders(random);
      try {
        if (before >= 0) {
          mostLost = Math.max(mostLost, before - process.presentBytes());
        }
        assertThat(readers.inputReader().readLine()).isEqualTo("begun");
        readers.waitFor(50 + random.nextInt(maxMillis - 50), TimeUnit.MILLISECONDS);
      } finally {
        process.kill();
        kills++;
        readers.getOutputStream().close();
      }
      assertThat(readers.waitFor(20, TimeUnit.SECONDS)).as("the readers end").isTrue();
      assertThat(readers.exitValue()).as("3 is a wrong byte").isZero();
      readBytes += Long.parseLong(readers.inputReader().readLine());
      assertThat(hub.awaitIdle(Duration.ofSeconds(20))).isTrue();
      before = process.presentBytes() + hub.bytesSent();
    }
    readAllAgain(before);
    Shell.run("rm", "-r", home.resolve("cache")).ok();
  }

  private Process startReaders(Random random) throws Exception {
    Path file = home.resolve("mnt/acme/model/main/big.bin");
    return Shell.start("python3", "-c", READERS, file, origin, random.nextInt(1 << 30));
  }

  private void readAllAgain(long before) throws Exception {
    hub.configure(config -> config.withLine(config.line().withTotalRate(0)));
    try (MountProcess last = MountProcess.start(home, hub.endpoint())) {
      mostLost = Math.max(mostLost, before - last.presentBytes());
      assertThat(mostLost).as("bytes lost by one kill").isLessThan(64 * MIB + UNDER_WAY_BYTES);
      Shell.run("cmp", origin, home.resolve("mnt/acme/model/main/big.bin")).ok();
      rereads++;
    }
    hub.configure(config -> config.withLine(config.line().withTotalRate(RATE)));
    assertThat(Files.exists(home.resolve("mnt/acme"))).isFalse();
  }
}
