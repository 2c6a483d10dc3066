package io.hffs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.LoginRequest;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.PruneRequest;
import io.hffs.daemon.api.UninstallPlan;
import io.hffs.daemon.api.VerifyProblem;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The verbs of settings, tokens, cache and upkeep. */
class SettingsCommandsTest extends CommandFixture {

  @Test
  void confShowsAndChanges() throws Exception {
    hffs("conf", "show");
    assertThat(out).contains("daemon.port     9010").contains("default");
    assertThat(hffs("conf", "port", "set", "9555")).isZero();
    assertThat(installation.stored).containsEntry("daemon.port", "9555");
    hffs("conf", "port", "get");
    assertThat(out).isEqualToIgnoringNewLines("9555");
    assertThat(err).contains("file config.json");
    hffs("conf", "port", "reset");
    assertThat(installation.stored).isEmpty();
    assertThat(hffs("conf", "port", "set", "nonsense")).isEqualTo(2);
    hffs("conf", "show", "--json");
    assertThat(json().get(0).get("origin").asText()).isEqualTo("DEFAULT");
  }

  @Test
  void confCacheChecksTheDirectory() throws Exception {
    Files.createDirectory(directory.resolve("data"));

    assertThat(hffs("conf", "cache", "set", "data", "--max-size", "50GB")).isZero();
    assertThat(installation.stored)
        .containsEntry("cache.dir", directory.resolve("data").toString())
        .containsEntry("cache.max-size", "50GB");
    assertThat(hffs("conf", "cache", "set", "missing")).isEqualTo(2);
    assertThat(err).contains("is not a directory");
    assertThat(hffs("conf", "cache", "set")).isEqualTo(2);
    installation.running = true;
    assertThat(hffs("conf", "cache", "set", "data")).isEqualTo(1);
    assertThat(err).contains("process 4711");
    assertThat(hffs("conf", "cache", "reset")).isEqualTo(1);
  }

  @Test
  void mirrorsKeepTheirOrder() {
    hffs("conf", "mirror", "add", "https://b.test/", "--send-token");
    assertThat(installation.stored)
        .containsEntry("hub.mirrors", "https://mirror.test, https://b.test with-token");
    hffs("conf", "mirror", "ls");
    assertThat(out.lines()).containsExactly("https://mirror.test", "https://b.test with-token");
    hffs("conf", "mirror", "rm", "https://b.test");
    assertThat(installation.stored).containsEntry("hub.mirrors", "https://mirror.test");
    assertThat(hffs("conf", "mirror", "rm", "https://nope.test")).isEqualTo(1);
    hffs("conf", "mirror", "rm", "https://mirror.test");
    hffs("conf", "mirror", "ls");
    assertThat(err).contains("No mirrors.");
  }

  @Test
  void loginReadsTheTokenFromTheInput() {
    input = "  hf_typed \n";

    assertThat(hffs("auth", "login")).isZero();

    assertThat(api.asked).contains(new LoginRequest(new AccessToken("hf_typed")));
    assertThat(out + err).contains("Logged in as someone").doesNotContain("hf_typed");
  }

  @Test
  void loginWithoutATokenIsAUsageError() {
    assertThat(hffs("auth", "login")).isEqualTo(2);
    assertThat(hffs("auth", "login", "--token", "two words")).isEqualTo(2);
    assertThat(api.asked).isEmpty();
  }

  @Test
  void logoutAndWhoami() throws Exception {
    assertThat(hffs("auth", "logout")).isZero();
    assertThat(hffs("auth", "whoami")).isZero();
    assertThat(out.lines()).containsExactly("someone", "orgs: team");
    hffs("auth", "whoami", "--json");
    assertThat(json().get("user").asText()).isEqualTo("someone");
    assertThat(api.asked).startsWith("logout", "whoami");
  }

  @Test
  void cacheVerbs() throws Exception {
    assertThat(hffs("cache", "ls")).isZero();
    assertThat(out).contains("50%").contains("never").contains("yes");
    assertThat(err).contains("1 repository, 1.5 MB on disk.");
    assertThat(hffs("cache", "pin", "org/model")).isZero();
    assertThat(hffs("cache", "unpin", "-r", "org/model")).isZero();
    assertThat(hffs("cache", "pin", "org/model@refs/pr/1")).isZero();
    assertThat(err).contains("org/model@refs/pr/1 is pinned.");
    assertThat(hffs("cache", "prune", "--dry-run")).isZero();
    assertThat(hffs("cache", "prune", "--yes")).isZero();
    assertThat(api.asked)
        .containsExactly(
            "repos",
            new PinRequest(FakeApi.REPO, null, true),
            new PinRequest(FakeApi.REPO, null, false),
            new PinRequest(FakeApi.REPO, new Revision("refs/pr/1"), true),
            new PruneRequest(true),
            new PruneRequest(true),
            new PruneRequest(false));
  }

  @Test
  void verifyTellsMismatchesInTheExitCode() {
    assertThat(hffs("cache", "verify")).isZero();
    assertThat(err).contains("Verified 2 files, 1.0 kB: all match.");
    api.problems = List.of(new VerifyProblem(FakeApi.REPO, new RepoPath("a.bin"), "aaa", "bbb"));
    assertThat(hffs("cache", "verify", "org/model")).isEqualTo(1);
    assertThat(out).isEqualToIgnoringNewLines("org/model/a.bin: expected aaa, got bbb");
  }

  @Test
  void doctorPrintsWhatToDoAndFailsOnAFailure() {
    installation.findings = List.of(DoctorFinding.ok("libfuse2", "found"));
    assertThat(hffs("doctor")).isZero();
    assertThat(out).isEqualToIgnoringNewLines("OK    libfuse2: found");

    api.findings = List.of(DoctorFinding.fail("Hub", "timed out", "check the network"));
    assertThat(hffs("doctor")).isEqualTo(1);
    assertThat(out).contains("FAIL  Hub: timed out").contains("-> check the network");
  }

  @Test
  void doctorSurvivesADaemonThatDoesNotAnswer() {
    api.failure = new ApiException(ErrorCode.UNAVAILABLE, "The daemon does not answer.");

    assertThat(hffs("doctor")).isEqualTo(1);
    assertThat(out).contains("The daemon does not answer.");
  }

  @Test
  void uninstallListsAsksStopsAndRemoves() {
    installation.running = true;
    installation.plan =
        new UninstallPlan(List.of(Path.of("/cache/blobs")), List.of(Path.of("/cache/thesis")));
    assertThat(hffs("uninstall")).isEqualTo(1);
    assertThat(err).contains("  /cache/blobs").contains("stays:\n  /cache/thesis");
    assertThat(installation.done).isEmpty();
    assertThat(api.asked).isEmpty();

    input = "y\n";
    assertThat(hffs("uninstall")).isZero();
    assertThat(api.asked).containsExactly("stop");
    assertThat(installation.done).containsExactly("uninstall [/cache/blobs]");
  }
}
