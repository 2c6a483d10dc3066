package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.HubProfile;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.TestRepo;
import io.hffs.fs.testhub.http.LineShape;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub whose name is lost, or leads elsewhere. The process that mounts knows names from a file of
 * the test, and keeps no answer.
 */
@RequiresFuse
class LostNamesIT {

  private static final String NAME = "hub.internal";

  @TempDir Path temp;
  private TestHub hub;
  private TestRepo repo;
  private Path names;
  private MountProcess process;

  @BeforeEach
  void mount() throws Exception {
    hub =
        TestHub.start(
            TestHubConfig.DEFAULT
                .withProfile(HubProfile.DIRECT)
                // So that files that are read at once need connections of their own.
                .withLine(LineShape.UNSHAPED.withLatency(Duration.ofMillis(100))));
    repo = hub.addRepo("acme/model");
    repo.commit(
        "first",
        files ->
            IntStream.range(0, 4)
                .forEach(i -> files.lfs(i + ".bin", TestContent.generated(i, (2 << 20) + i))));
    names = temp.resolve("hosts");
    Files.createFile(names);
    Path nothingKept = temp.resolve("java.security");
    Files.writeString(
        nothingKept, "networkaddress.cache.ttl=0\nnetworkaddress.cache.negative.ttl=0\n");
    process =
        MountProcess.start(
            temp,
            URI.create("http://" + NAME + ":" + hub.endpoint().getPort()),
            "-Djdk.net.hosts.file=" + names,
            "-Djava.security.properties=" + nothingKept);
  }

  @AfterEach
  void unmount() throws Exception {
    try {
      process.close();
    } finally {
      hub.close();
    }
  }

  private Path path(String path) {
    return temp.resolve("mnt").resolve(path);
  }

  private Path file(int number) {
    return path("acme/model/main/" + number + ".bin");
  }

  private String right(int number) {
    return repo.file("main", number + ".bin").blob().hex();
  }

  private void nameIs(String address) throws IOException {
    Files.writeString(names, address + " " + NAME + "\n");
  }

  @Test
  @FaultCase(15)
  void aNameThatIsLostKeepsTheAddressThatItHad(FaultRun run) throws Exception {
    nameIs("127.0.0.1");
    Shell.run("ls", "-l", path("acme/model/main")).ok();
    long before = hub.acceptedConnections(HubOrigin.HUB);
    Files.writeString(names, "127.0.0.1 another.name\n");

    List<Reads> reads = Reads.of(4, file(0), file(1), file(2), file(3));

    assertThat(reads)
        .extracting(Reads::said)
        .containsExactly(right(0), right(1), right(2), right(3));
    run.fired(
        hub.acceptedConnections(HubOrigin.HUB) - before, "connections to a name that DNS lost");
    run.figure("longest call %.1f s".formatted(Reads.longest(reads)));
  }

  @Test
  @FaultCase(15)
  void aNameThatIsUnknownOrLeadsElsewhereIsAnErrorUntilItIsRight(FaultRun run) throws Exception {
    Path[] files = {file(0), path("acme/unseen/main/config.json")};
    Files.writeString(names, "127.0.0.1 another.name\n");
    List<Reads> unknown = Reads.of(2, files);
    nameIs("127.0.0.2"); // where nobody listens
    List<Reads> elsewhere = Reads.of(2, files);

    assertThat(unknown).allMatch(Reads::failedInTime);
    assertThat(elsewhere).allMatch(Reads::failedInTime);
    double longest = Math.max(Reads.longest(unknown), Reads.longest(elsewhere));
    assertThat(longest).as("seconds").isLessThan(31);
    assertThat(hub.requests()).isEmpty();
    nameIs("127.0.0.1");
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!Reads.of(1, file(0)).get(0).said().equals(right(0))) {
      assertThat(System.nanoTime()).as("soon after DNS is right").isLessThan(deadline);
    }
    run.fired(unknown.size() + elsewhere.size(), "reads without the right address");
    run.figure("errno after %.1f s".formatted(longest));
  }
}
