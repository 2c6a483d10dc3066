package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.fuse.FuseMount;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.RequestRecord;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestRepo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The serving process is killed; the next one mounts at the same place, on the same cache. */
@RequiresFuse
class RestartIT {

  private static final long MIB = 1 << 20;
  private static final long SEED = Long.getLong("hffs.seed", System.nanoTime());
  private static final String BIG = "mnt/acme/model/main/big.bin";

  @TempDir Path home;
  private TestHub hub;
  private TestRepo repo;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    repo = hub.addRepo("acme/model");
    repo.commit(
        "first",
        files -> {
          files.lfs("whole.bin", TestContent.generated(1, 5 * MIB + 7));
          files.lfs("big.bin", TestContent.generated(2, 96 * MIB));
          for (int i = 0; i < 20; i++) {
            files.text("small-" + i, "small " + i + "\n");
          }
        });
  }

  @AfterEach
  void end() throws Exception {
    FuseMount.recover(home.resolve("mnt"));
    hub.close();
  }

  private MountProcess mount() throws Exception {
    return MountProcess.start(home, hub.endpoint());
  }

  private static boolean isForContent(RequestRecord request) {
    return request.origin() == HubOrigin.CDN || request.path().contains("resolve");
  }

  private List<Process> readers(int count) throws Exception {
    List<Process> readers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String part = "exec dd if=\"$1\" of=/dev/null bs=1M skip=%d status=none".formatted(i * 8);
      readers.add(Shell.start("sh", "-c", part, "sh", home.resolve(BIG)));
    }
    return readers;
  }

  @Test
  void whatWasMadeDurableIsNotFetchedAgain() throws Exception {
    String small = "cd \"$1\" && cat small-* && sha256sum whole.bin";
    Path main = home.resolve("mnt/acme/model/main");
    MountProcess first = mount();
    String before;
    try {
      before = Shell.sh(small, main).ok();
      Shell.run("dd", "if=" + home.resolve(BIG), "of=/dev/null", "bs=1M", "count=20").ok();
      assertThat(hub.awaitIdle(Duration.ofSeconds(20))).isTrue();
      first.flush();
    } finally {
      first.kill();
    }
    assertThat(Probe.read(main.resolve("small-0"))).containsExactly("ENOTCONN");
    hub.clearRequests();

    try (MountProcess second = mount()) {
      assertThat(Shell.sh(small, main).ok()).isEqualTo(before);
      Shell.run("dd", "if=" + home.resolve(BIG), "of=/dev/null", "bs=1M", "count=20").ok();
      assertThat(hub.awaitIdle(Duration.ofSeconds(20))).isTrue();
      // Read-ahead goes on where it was.
      assertThat(hub.requests())
          .filteredOn(RestartIT::isForContent)
          .allMatch(request -> request.path().contains("big.bin") || isCdnFrom(request, 20 * MIB));
      assertThat(Shell.sh("sha256sum < \"$1\"", home.resolve(BIG)).ok())
          .startsWith(repo.file("main", "big.bin").blob().hex());
      assertThat(hub.bytesSent()).isLessThan(77 * MIB);
      second.flush();
    }
    assertThat(Shell.run("findmnt", home.resolve("mnt")).exitCode()).as("unmounted").isNotZero();
  }

  private static boolean isCdnFrom(RequestRecord request, long offset) {
    String range = String.valueOf(request.range());
    return request.origin() == HubOrigin.CDN
        && Long.parseLong(range.replaceAll("bytes=(\\d+)-.*", "$1")) >= offset;
  }

  @Test
  void killedAgainAndAgainWhileItFetchesItNeverServesAWrongByte() throws Exception {
    System.out.println("hffs.seed=" + SEED);
    Random random = new Random(SEED);
    hub.configure(config -> config.withLine(config.line().withTotalRate(60 * MIB)));
    for (int round = 0; round < 4; round++) {
      MountProcess process = mount();
      List<Process> readers = readers(8);
      try {
        readers.get(0).waitFor(100 + random.nextInt(700), TimeUnit.MILLISECONDS);
      } finally {
        process.kill();
        for (Process reader : readers) {
          assertThat(reader.waitFor(20, TimeUnit.SECONDS)).as("a reader ends").isTrue();
        }
      }
    }
    hub.configure(config -> config.withLine(config.line().withTotalRate(0)));
    hub.clearRequests();

    try (MountProcess last = mount()) {
      assertThat(Shell.sh("sha256sum < \"$1\"", home.resolve(BIG)).ok())
          .startsWith(repo.file("main", "big.bin").blob().hex());
      last.flush();
      System.out.printf(
          "after four kills %d of 96 MiB were still to be fetched%n", hub.bytesSent() / MIB);
    }
  }
}
