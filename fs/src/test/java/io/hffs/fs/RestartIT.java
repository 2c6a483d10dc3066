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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The serving process is killed; the next one mounts at the same place, on the same cache. */
@RequiresFuse
class RestartIT {

  private static final long MIB = 1 << 20;
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
}
