package io.hffs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.JobView;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.StartRequest;
import io.hffs.daemon.api.TransferView;
import io.hffs.daemon.api.UnmountMode;
import io.hffs.daemon.api.UnmountRequest;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs of mounts and of the daemon. */
class MountCommandsTest extends CommandFixture {

  @Test
  void mountStartsTheDaemonAndMountsTheAbsolutePath() {
    assertThat(hffs("mount", "hf")).isZero();

    assertThat(installation.done).containsExactly("start null null");
    assertThat(api.asked).containsExactly(new MountRequest(directory.resolve("hf"), false, false));
    assertThat(directory.resolve("hf")).isDirectory();
    assertThat(err).contains("Mounted https://hub.test on " + directory.resolve("hf"));
    assertThat(out).isEmpty();
  }

  @Test
  void aTildeThatTheShellDidNotExpandIsTheHome() throws Exception {
    Files.createDirectories(directory.resolve("home/hf"));

    assertThat(hffs("mount", "--allow-other", "--xattr", "~/hf")).isZero();

    assertThat(api.asked)
        .containsExactly(new MountRequest(directory.resolve("home/hf"), true, true));
  }

  @Test
  void aMountPointIsNamedWithoutLinks() throws Exception {
    Files.createDirectory(directory.resolve("real"));
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));

    hffs("mount", "link");

    assertThat(api.asked)
        .containsExactly(new MountRequest(directory.resolve("real"), false, false));
  }

  @Test
  void aMountPointInNowhereIsExplained() {
    assertThat(hffs("mount", "no/where")).isEqualTo(2);

    assertThat(err).contains("mkdir -p");
    assertThat(installation.done).isEmpty();
  }

  @Test
  void mountInTheForegroundServesHere() {
    assertThat(hffs("mount", "--foreground", "hf")).isZero();

    assertThat(installation.done).containsExactly("serve null");
    assertThat(err).contains("Ctrl-C");
  }

  @Test
  void mountInTheForegroundRefusesBesideADaemon() {
    installation.running = true;

    assertThat(hffs("mount", "--foreground", "hf")).isEqualTo(1);
    assertThat(err).contains("process 4711").contains("hffs daemon stop");
  }

  @Test
  void aFailedMountSaysWhy() {
    api.failure = new ApiException(ErrorCode.BAD_REQUEST, "/x is not empty.");

    assertThat(hffs("mount", "hf")).isEqualTo(2);
    assertThat(err).contains("hffs: /x is not empty.");
  }

  @Test
  void theDemoRunsBesideTheDaemonAndSaysWhatToTry() {
    assertThat(hffs("mount", "--demo", "hf")).isZero();

    assertThat(installation.done).isEmpty();
    assertThat(demo.done).containsExactly("start null io.hffs.cli.demo.DemoHub");
    assertThat(demo.api.asked)
        .containsExactly(new MountRequest(directory.resolve("hf"), false, false));
    assertThat(out.lines().filter(line -> line.startsWith("  "))).hasSize(3);
    assertThat(out).contains("hffs umount");
  }

  @ParameterizedTest
  @CsvSource({
    "umount, IF_IDLE,",
    "unmount, IF_IDLE,",
    "umount, LAZY, --lazy",
    "umount, LAZY, --force"
  })
  void umountAsksTheDaemon(String verb, UnmountMode mode, String option) {
    installation.running = true;
    api.mounts.add(view("hf"));

    int code = option == null ? hffs(verb, "hf") : hffs(verb, option, "hf");

    assertThat(code).isZero();
    assertThat(api.asked).containsExactly(new UnmountRequest(directory.resolve("hf"), mode));
    assertThat(err).contains("Unmounted");
  }

  @Test
  void umountOfTheDemoGoesToTheDemo() {
    installation.running = true;
    demo.running = true;
    demo.api.mounts.add(view("demo"));

    assertThat(hffs("umount", "demo")).isZero();

    assertThat(demo.api.asked).hasSize(1);
    assertThat(api.asked).isEmpty();
  }

  @Test
  void umountWithoutADaemonLooksForWhatADeadOneLeft() {
    assertThat(hffs("umount", "hf")).isEqualTo(1);

    assertThat(installation.done).containsExactly("in process: umount");
    assertThat(err).contains("Nothing is mounted there.");
  }

  @Test
  void mountsListsBothKinds() throws Exception {
    installation.running = true;
    api.mounts.add(view("hf"));

    assertThat(hffs("mounts")).isZero();
    assertThat(out).contains("MOUNTPOINT").contains(directory.resolve("hf").toString());
    assertThat(hffs("mounts", "--json")).isZero();
    assertThat(json().get(0).get("mountpoint").asText())
        .isEqualTo(directory.resolve("hf").toString());
  }

  @Test
  void withoutADaemonNothingIsMountedAndNothingIsStarted() throws Exception {
    assertThat(hffs("mounts")).isZero();
    assertThat(err).contains("Nothing is mounted");
    assertThat(hffs("mounts", "--json")).isZero();
    assertThat(json()).isEmpty();
    assertThat(installation.done).isEmpty();
  }

  @Test
  void statusShowsDaemonCacheAndMounts() throws Exception {
    installation.running = true;
    api.mounts.add(view("hf"));

    assertThat(hffs("status")).isZero();
    assertThat(out)
        .contains("Daemon is running: process 4711, port 9010")
        .contains("1.5 MB in 1 repository")
        .contains("5.0 GB free")
        .contains("Mount:  " + directory.resolve("hf"));
    hffs("status", "--json");
    assertThat(json().get("pid").asInt()).isEqualTo(4711);
  }

  @Test
  void statusShowsWhatWasMoved() throws Exception {
    installation.running = true;
    api.transfer =
        new TransferView(Map.of("peers", 3_000_000L, "hub", 1_000_000L, "mirror", 0L), 1000, 420);
    api.jobs =
        List.of(
            new JobView("verify everything", Instant.EPOCH, 0, 0),
            new JobView("download org/model at main", Instant.EPOCH, 1, 2_000));

    hffs("status");

    assertThat(out.lines().map(line -> line.replaceAll("since \\d.{15}", "since TIME")))
        .containsSubsequence(
            "Fetch:  1.0 MB from hub, 3.0 MB from peers",
            "Read:   1.0 kB, 42% of it from the cache",
            "Peers:  1 of 1 active",
            "Job:    verify everything, since TIME",
            "Job:    download org/model at main, since TIME, 0% of 2.0 kB");
    hffs("status", "--json");
    assertThat(json().at("/transfer/bytesBySource/peers").asLong()).isEqualTo(3_000_000);
    assertThat(json().at("/peers/0/name").asText()).isEqualTo("desk");
  }

  @Test
  void statusCountsOldNodesApart() {
    installation.running = true;
    PeerView old =
        new PeerView(
            null,
            "old:9090",
            "old:9090",
            PeerView.State.LEGACY,
            Instant.EPOCH,
            null,
            0,
            0,
            0,
            0,
            0,
            false,
            null);
    api.peers = List.of(FakeApi.DESK, old);

    hffs("status");

    assertThat(out).contains("Peers:  1 of 1 active, and old nodes: 1");
  }

  @Test
  void statusWarnsOfWhatDoesNotWork() throws Exception {
    installation.running = true;
    api.warnings = List.of("Port 9090 for HFFS and HFMC is in use.");

    assertThat(hffs("status")).isZero();

    assertThat(err).contains("Warning: Port 9090 for HFFS and HFMC is in use.");
    hffs("status", "--json");
    assertThat(json().at("/warnings/0").asText()).contains("9090");
  }

  @Test
  void statusIsSilentAboutWhatThereIsNot() {
    installation.running = true;
    api.peers = List.of();

    hffs("status");

    assertThat(out).doesNotContain("Fetch:", "Read:", "Peers:", "Job:");
  }

  @Test
  void daemonStartSaysWhereItIs() {
    assertThat(hffs("daemon", "start", "--port", "9555")).isZero();

    assertThat(installation.done).containsExactly("start 9555 null");
    assertThat(err).contains("Daemon started: process 4711");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--foreground"})
  void daemonStartTakesThePortsForOtherMachines(String option) {
    String line = "daemon start --peer-port 9100 --legacy-port 9090 " + option;

    assertThat(hffs(line.strip().split(" "))).isZero();

    assertThat(installation.starts).containsExactly(new StartRequest(null, 9100, 9090, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--peer-port", "--legacy-port"})
  void aRunningDaemonKeepsItsPorts(String option) {
    installation.running = true;

    assertThat(hffs("daemon", "start", option, "9100")).isEqualTo(1);
    assertThat(err).contains("hffs daemon stop");
    assertThat(hffs("daemon", "start", option, "0")).isEqualTo(2);
  }

  @Test
  void daemonStartIsHappyWithARunningOne() {
    installation.running = true;

    assertThat(hffs("daemon", "start")).isZero();
    assertThat(err).contains("Daemon is running");
    assertThat(hffs("daemon", "start", "--port", "9010")).isZero();
    assertThat(hffs("daemon", "start", "--port", "9555")).isEqualTo(1);
    assertThat(err).contains("on port 9010");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--foreground", "-d", "--detach", "--daemon=false"})
  void theDaemonCanBeThisProcess(String option) {
    assertThat(hffs("daemon", "start", option)).isZero();
    assertThat(installation.done).containsExactly("serve null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "http"})
  void aBadPortIsRefused(String port) {
    assertThat(hffs("daemon", "start", "--port", port)).isEqualTo(2);
    assertThat(installation.done).isEmpty();
  }

  @Test
  void daemonStopIsIdempotent() {
    installation.running = true;

    assertThat(hffs("daemon", "stop")).isZero();
    assertThat(err).contains("Daemon stopped.");
    assertThat(hffs("daemon", "stop")).isZero();
    assertThat(err).contains("NOT running");
    assertThat(api.asked).containsExactly("stop");
  }

  @Test
  void aDaemonThatDoesNotEndIsTold() {
    installation.running = true;
    installation.stuck = true;

    assertThat(hffs("daemon", "stop")).isEqualTo(1);
    assertThat(err).contains("kill -9 4711");
  }

  @Test
  void daemonStatusIsInTheExitCode() throws Exception {
    assertThat(hffs("daemon", "status")).isEqualTo(1);
    assertThat(out).isEqualToIgnoringNewLines("Daemon is NOT running.");
    installation.running = true;
    assertThat(hffs("daemon", "status")).isZero();
    assertThat(out).isEqualToIgnoringNewLines("Daemon is running.");
    assertThat(err).isEqualToIgnoringNewLines("(process 4711, port 9010)");
    hffs("daemon", "status", "--json");
    assertThat(json().get("running").asBoolean()).isTrue();
  }
}
