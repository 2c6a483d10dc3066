package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.hub.HubConfig;
import io.hffs.fs.hub.HuggingFaceEnvironment;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.RequestRecord;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.TestRepo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that wants its user to log in before it lets anything through. */
@RequiresFuse
class CaptivePortalIT {

  private static final String TOKEN = "hf_canary";

  @TempDir Path temp;
  private MountedHub mounted;
  private TestHub portal;
  private TestRepo repo;

  @BeforeEach
  void mountAndLook() throws Exception {
    portal = TestHub.start();
    portal.inject(HubFault.captivePortal());
    mounted = MountedHub.in(temp, TestHubConfig.DEFAULT, config -> Limits.of(loggedIn(config)));
    mounted.hub().addToken(TOKEN, "alice");
    repo = mounted.hub().addRepo("acme/model");
    repo.commit(
        "first",
        files ->
            files.lfs("model.bin", TestContent.generated(1, 3 << 20)).text("config.json", "{}"));
    Shell.run("ls", "-l", mounted.path("acme/model/main")).ok();
    assertThat(mounted.hub().requests()).anyMatch(RequestRecord::authorized);
  }

  @AfterEach
  void unmount() throws Exception {
    try {
      mounted.close();
    } finally {
      portal.close();
    }
  }

  /** The user of this environment has a token. */
  private FileSystemConfig loggedIn(FileSystemConfig config) {
    String endpoint = config.sources().get(0).endpoint().toString();
    HuggingFaceEnvironment environment =
        HuggingFaceEnvironment.from(
            Map.of("HF_ENDPOINT", endpoint, "HF_TOKEN", TOKEN, "HF_HOME", temp.resolve("hf") + ""),
            temp);
    return new FileSystemConfig(
        config.root(),
        environment,
        List.of(HubConfig.origin(environment)),
        config.existingDownloads(),
        config.cache(),
        config.catalog(),
        config.readDeadline(),
        null,
        config.shares());
  }

  private void assertNothingComesThrough(FaultRun run) throws Exception {
    Path[] files = {
      mounted.path("acme/model/main/model.bin"),
      mounted.path("acme/model/main/config.json"),
      mounted.path("acme/unseen/main/config.json"),
      mounted.path("nobody/nothing/main/config.json")
    };

    List<Reads> reads = Reads.of(files.length, files);

    assertThat(reads).allMatch(Reads::failedInTime);
    assertThat(Reads.longest(reads)).as("seconds").isLessThan(Limits.seconds(30));
    for (String name : List.of("model.bin", "config.json")) {
      assertThat(mounted.files().cache().presentBytes(repo.file("main", name).blob())).isZero();
    }
    assertThat(mounted.files().cache().usedBytes()).isZero();
    assertThat(portal.requests()).noneMatch(RequestRecord::authorized);
    run.figure("errno after %.1f s, nothing stored".formatted(Reads.longest(reads)));
  }

  private void assertAllWorksAfterTheLogin() throws Exception {
    mounted.hub().clearFaults();
    long deadline = System.nanoTime() + 20_000_000_000L;
    String right = repo.file("main", "model.bin").blob().hex();
    Path file = mounted.path("acme/model/main/model.bin");
    while (!Reads.of(1, file).get(0).said().equals(right)) {
      assertThat(System.nanoTime()).as("soon after the login").isLessThan(deadline);
    }
  }

  @Test
  @FaultCase(11)
  void aLoginPageIsNoFile(FaultRun run) throws Exception {
    InjectedFault page = mounted.hub().inject(HubFault.captivePortal());

    assertNothingComesThrough(run);
    run.fired(page.fired(), "login pages");
    assertAllWorksAfterTheLogin();
  }

  @Test
  @FaultCase(11)
  void theWayToALoginPageIsNotTakenWithTheToken(FaultRun run) throws Exception {
    InjectedFault redirect =
        mounted.hub().inject(HubFault.redirect(302, portal.endpoint() + "/login"));

    assertNothingComesThrough(run);
    run.fired(redirect.fired(), "redirects to a login page");
    assertAllWorksAfterTheLogin();
  }

  @Test
  @FaultCase(11)
  void whereTheContentComesFromALoginPageIsNoFileEither(FaultRun run) throws Exception {
    InjectedFault redirect =
        mounted
            .hub()
            .inject(HubFault.redirect(302, portal.endpoint() + "/login").on(HubOrigin.CDN));
    Path file = mounted.path("acme/model/main/model.bin");

    Reads read = Reads.of(1, file).get(0);

    assertThat(read.failedInTime()).as(read.said()).isTrue();
    assertThat(mounted.files().cache().usedBytes()).isZero();
    assertThat(portal.requests()).isNotEmpty().noneMatch(RequestRecord::authorized);
    run.fired(redirect.fired(), "redirects of the CDN to a login page");
    assertAllWorksAfterTheLogin();
  }
}
