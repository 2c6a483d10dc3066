package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.testhub.HubProfile;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestRepo;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each way of use costs at the Hub: the exact requests, or the bytes where they may vary. */
@RequiresFuse
class RequestOracleIT {

  private static final int MIB = 1 << 20;

  /** Reads what safetensors reads at first: a length, and so many bytes. */
  private static final String READ_HEADER =
      """
      import struct, sys
      with open(sys.argv[1], 'rb') as file:
          length, = struct.unpack('<Q', file.read(8))
          print(file.read(length).decode()[:60])
      """;

  @TempDir Path temp;
  private MountedHub mounted;
  private TestRepo repo;

  @BeforeEach
  void mount() throws Exception {
    mounted = MountedHub.in(temp.resolve("home"));
    repo = mounted.hub().addRepo("acme/model");
    repo.commit(
        "first",
        files ->
            files
                .text("config.json", "{\"a\": 1}\n")
                .text("empty", "")
                .text("deep/er/notes.txt", "notes\n")
                .lfs("big.bin", TestContent.generated(1, 64L * MIB))
                .lfs("small.bin", TestContent.generated(2, 1000)));
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  private String file(String path) {
    return mounted.path("acme/model/main/" + path).toString();
  }

  private List<String> contentRequestsOf(String script, Object... arguments) throws Exception {
    mounted.hub().clearRequests();
    Shell.sh(script, arguments).ok();
    mounted.awaitIdle();
    return mounted.contentRequests();
  }

  @Test
  void openingAndClosingMovesNoContent() throws Exception {
    String script =
        "for i in 1 2 3; do : < \"$1\"; : < \"$2\"; : < \"$3\"; done; cat \"$3\"; stat \"$1\"";

    assertThat(contentRequestsOf(script, file("big.bin"), file("config.json"), file("empty")))
        .isEmpty();
  }

  @Test
  void aSmallFileCostsOneResolveAndOneBody() throws Exception {
    assertThat(contentRequestsOf("cat \"$1\"", file("config.json")))
        .satisfiesExactly(
            resolve ->
                assertThat(resolve)
                    .matches("HUB GET /acme/model/resolve/[0-9a-f]{40}/config.json \\S+ 307"),
            body -> assertThat(body).matches("HUB GET /api/resolve-cache/\\S+ \\S+ 20[06]"));
    assertThat(contentRequestsOf("cat \"$1\"", file("small.bin")))
        .satisfiesExactly(
            resolve ->
                assertThat(resolve)
                    .matches("HUB GET /acme/model/resolve/[0-9a-f]{40}/small.bin \\S+ 302"),
            body -> assertThat(body).matches("CDN GET /\\S+ bytes=0-999 206"));
  }

  @Test
  void smallFilesInARowAreFetchedAheadAndOnce() throws Exception {
    mounted
        .hub()
        .addRepo("acme/many")
        .commit(
            "first",
            files -> {
              for (int i = 100; i < 200; i++) {
                files.text("f/" + i, "content " + i + "\n");
              }
            });
    Path directory = mounted.path("acme/many/main/f");

    mounted.hub().clearRequests();
    Shell.sh("cd \"$1\" && cat 100 101 102 103", directory).ok();
    for (int tries = 0; mounted.contentRequests().size() < 2 * 5 && tries < 1000; tries++) {
      Thread.sleep(10);
    }
    // one more than is read when those fetched ahead are here in time, four more when none is
    assertThat(mounted.contentRequests()).hasSizeBetween(2 * 5, 2 * 8);

    Shell.sh("cat \"$1\"/*", directory).ok();
    mounted.awaitIdle();
    assertThat(mounted.contentRequests()).doesNotHaveDuplicates().hasSize(2 * 100);
  }

  @Test
  void aMirrorThatServesDirectlyCostsOneRequestForASmallFile() throws Exception {
    mounted.hub().configure(config -> config.withProfile(HubProfile.DIRECT));

    assertThat(contentRequestsOf("cat \"$1\"", file("config.json")))
        .singleElement()
        .asString()
        .matches("HUB GET /acme/model/resolve/[0-9a-f]{40}/config.json \\S+ 20[06]");
  }

  @Test
  void aNeverSeenPathCostsItsLookUpsOnce() throws Exception {
    mounted.hub().clearRequests();
    String commit = repo.head().hex();

    Shell.run("stat", file("config.json")).ok();
    mounted.awaitIdle();

    assertThat(mounted.requests())
        .containsExactlyInAnyOrder(
            "HUB GET /api/models null 200", // is acme a namespace?
            "HUB GET /api/models/acme/revision/main null 401", // or an id without one?
            "HUB GET /api/models/acme/model/revision/main null 200",
            "HUB GET /api/models/acme/model/tree/" + commit + " null 200");
  }

  @Test
  void afterTheListingNamesCostNothing() throws Exception {
    Shell.run("find", mounted.path("acme/model/main")).ok();
    mounted.awaitIdle();
    mounted.hub().clearRequests();

    Shell.run("ls", "-lR", mounted.path("acme/model/main")).ok();
    Shell.run("stat", "-f", mounted.mountpoint()).ok();
    assertThat(Probe.lstat(Path.of(file("absent")), Path.of(file("deep/absent/too"))))
        .containsOnly("ENOENT");

    assertThat(mounted.requests()).isEmpty();
  }

  @Test
  void readingAgainCostsNothing() throws Exception {
    String cat = "cat \"$1\" \"$2\" \"$3\" | sha256sum";
    Object[] all = {file("big.bin"), file("config.json"), file("small.bin")};
    String first = Shell.sh(cat, all).ok();
    mounted.awaitIdle();
    mounted.hub().clearRequests();

    assertThat(Shell.sh(cat, all).ok()).isEqualTo(first);
    String dropped = "dd if=\"$1\" iflag=direct bs=1M status=none | sha256sum";
    Shell.sh(dropped, all[0]).ok(); // past the kernel's pages, to hffs itself
    assertThat(mounted.requests()).isEmpty();
  }

  @Test
  void aSecondMountOfTheCacheCostsNothingByCommit() throws Exception {
    CommitHash commit = repo.head();
    String cat = "cd \"$1\" && find . -type f -exec sha256sum {} +";
    String first = Shell.sh(cat, mounted.path("acme/model/main")).ok();
    mounted.awaitIdle();
    mounted.restart();
    mounted.hub().clearRequests();

    assertThat(Shell.sh(cat, mounted.path("acme/model/" + commit.hex())).ok()).isEqualTo(first);
    assertThat(mounted.requests()).isEmpty();
  }

  @Test
  void sixteenReadersOfOneColdFileCostItOnce() throws Exception {
    String sums = Shell.sh("seq 16 | xargs -P16 -I{} sha256sum \"$1\"", file("big.bin")).ok();
    mounted.awaitIdle();

    assertThat(sums.lines().distinct())
        .containsExactly(repo.file("main", "big.bin").blob().hex() + "  " + file("big.bin"));
    assertThat(mounted.hub().bytesSent()).isLessThan(64L * MIB * 101 / 100);
  }

  @Test
  void theHeaderOfAHugeFileMovesTwoMebibytesAtMost() throws Exception {
    SampleRepos.addAll(mounted.hub());
    Path huge = mounted.path(SampleRepos.HUGE + "/main/model.safetensors");
    mounted.hub().clearRequests();

    assertThat(Shell.run("python3", "-c", READ_HEADER, huge).ok()).startsWith("{\"");
    mounted.awaitIdle();
    System.out.printf("header of 8 GiB: %d bytes moved%n", mounted.hub().bytesSent());
    assertThat(mounted.hub().bytesSent()).isLessThanOrEqualTo(2L * MIB);

    mounted.restart(); // or dd meets the reader that knows the tensors: a close is told late
    Shell.run("dd", "if=" + huge, "bs=64K", "count=1", "skip=65536", "of=/dev/null").ok();
    mounted.awaitIdle();
    System.out.printf("and 64 KiB in its midst: %d bytes%n", mounted.hub().bytesSent());
    assertThat(mounted.hub().bytesSent()).isLessThanOrEqualTo(4L * MIB);
  }

  /** No gate on speed, which is for benchmarks: only that no look-up or round trip is wasted. */
  @Test
  void theHeaderTakesAboutAsLongAsWithCurl() throws Exception {
    SampleRepos.addAll(mounted.hub());
    mounted
        .hub()
        .configure(config -> config.withLine(config.line().withLatency(Duration.ofMillis(50))));
    long ours = Long.MAX_VALUE; // the quickest of three: the machine may be busy
    for (String id : List.of("cold-1/model", "cold-2/model", "cold-3/model")) {
      addHuge(id);
      ours = Math.min(ours, headerMillis(id));
    }
    List<Object> curl = new ArrayList<>(List.of("curl", "-sSL"));
    mounted.hub().requests().stream()
        .filter(request -> request.path().startsWith("/api/"))
        .forEach(
            request ->
                curl.addAll(
                    List.of("-o", "/dev/null", mounted.hub().endpoint() + request.target())));
    curl.addAll(
        List.of(
            "-r",
            "0-1048575",
            "-o",
            "/dev/null",
            mounted.hub().endpoint() + "/cold-3/model/resolve/main/model.safetensors"));

    long begin = System.nanoTime();
    Shell.run(curl.toArray()).ok();
    long theirs = millisSince(begin);

    System.out.printf("header at 50 ms latency: hffs %d ms, curl %d ms%n", ours, theirs);
    assertThat(ours).isLessThan(3 * theirs + 500);
  }

  /** Adds one of which nothing was asked before, nor of its namespace. */
  private void addHuge(String id) {
    TestContent content =
        mounted.hub().repo(SampleRepos.HUGE).file("main", "model.safetensors").content();
    String digest = "%064x".formatted(id.hashCode()); // of its own; nobody reads it to the end
    mounted
        .hub()
        .addRepo(id)
        .commit("first", files -> files.lfs("model.safetensors", content, digest));
  }

  private long headerMillis(String id) throws Exception {
    mounted.restart(); // without connections from before
    mounted.hub().clearRequests();
    long begin = System.nanoTime();
    Shell.run("head", "-c", "8192", mounted.path(id + "/main/model.safetensors")).ok();
    long millis = millisSince(begin);
    mounted.awaitIdle();
    return millis;
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }
}
