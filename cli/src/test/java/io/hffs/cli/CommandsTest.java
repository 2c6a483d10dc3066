package io.hffs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.cli.command.CommandContext;
import io.hffs.cli.output.Terminal;
import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ApiJson;
import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.api.DownloadRequest;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.LoginRequest;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.PruneRequest;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovalView;
import io.hffs.daemon.api.UninstallPlan;
import io.hffs.daemon.api.UnmountMode;
import io.hffs.daemon.api.UnmountRequest;
import io.hffs.daemon.api.VerifyProblem;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every verb, in this process, against an API that only remembers. */
class CommandsTest {

  @TempDir Path directory;
  private final FakeInstallation installation = new FakeInstallation();
  private final FakeInstallation demo = new FakeInstallation();
  private final FakeApi api = installation.api;
  private String input = "";
  private String out = "";
  private String err = "";

  @BeforeEach
  void realPath() throws Exception {
    directory = directory.toRealPath();
  }

  private int hffs(String... arguments) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(outText),
            new PrintWriter(errText),
            new BufferedReader(new StringReader(input)),
            false,
            80);
    // The demo has its own address only through its own installation; both use one client here.
    CommandContext context =
        new CommandContext(
            terminal,
            installation,
            () -> demo,
            address -> demo.running ? demo.api : api,
            directory,
            directory.resolve("home"));
    int code = HffsCommand.run(context, arguments);
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  @Test
  void mountStartsTheDaemonAndMountsTheAbsolutePath() {
    assertThat(hffs("mount", "hf")).isZero();

    assertThat(installation.done).containsExactly("start null null");
    assertThat(api.asked).containsExactly(new MountRequest(directory.resolve("hf"), false));
    assertThat(directory.resolve("hf")).isDirectory();
    assertThat(err).contains("Mounted https://hub.test on " + directory.resolve("hf"));
    assertThat(out).isEmpty();
  }

  @Test
  void aTildeThatTheShellDidNotExpandIsTheHome() throws Exception {
    Files.createDirectories(directory.resolve("home/hf"));

    assertThat(hffs("mount", "--allow-other", "~/hf")).isZero();

    assertThat(api.asked).containsExactly(new MountRequest(directory.resolve("home/hf"), true));
  }

  @Test
  void aMountPointIsNamedWithoutLinks() throws Exception {
    Files.createDirectory(directory.resolve("real"));
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));

    hffs("mount", "link");

    assertThat(api.asked).containsExactly(new MountRequest(directory.resolve("real"), false));
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
    assertThat(demo.api.asked).containsExactly(new MountRequest(directory.resolve("hf"), false));
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

  private MountView view(String name) {
    return new MountView(directory.resolve(name), FakeApi.HUB, Instant.EPOCH, false);
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

  private JsonNode json() throws Exception {
    return ApiJson.mapper().readTree(out);
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
  void daemonStartSaysWhereItIs() {
    assertThat(hffs("daemon", "start", "--port", "9555")).isZero();

    assertThat(installation.done).containsExactly("start 9555 null");
    assertThat(err).contains("Daemon started: process 4711");
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
    hffs("daemon", "status", "--json");
    assertThat(json().get("running").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model add org/model sub/a.bin --revision v1",
        "model add org/model sub/a.bin -v v1",
        "model add -r org/model -f sub/a.bin -v v1",
        "model add --repo_id org/model --file sub/a.bin --revision v1",
        "model add --repo-id=org/model --file=sub/a.bin --revision=v1",
        "model add --revision v1 org/model sub/a.bin --resume-download"
      })
  void bothSpellingsOfAddMeanTheSame(String line) {
    assertThat(hffs(line.split(" "))).isZero();

    assertThat(api.asked)
        .containsExactly(
            new DownloadRequest(
                FakeApi.REPO,
                new Revision("v1"),
                new RepoPath("sub/a.bin"),
                List.of(),
                List.of(),
                null));
  }

  @Test
  void addPrintsOnlyThePathOnStandardOutput() {
    assertThat(hffs("model", "add", "org/model")).isZero();

    assertThat(out).isEqualToIgnoringNewLines("/cache/snapshot");
    assertThat(err).contains("0% ").contains("100% ").contains("3 files, 1.0 kB (900 B fetched)");
    assertThat(api.closed).isTrue();
  }

  @Test
  void addCanBeQuiet() {
    assertThat(hffs("model", "add", "-q", "org/model")).isZero();

    assertThat(out).isEqualToIgnoringNewLines("/cache/snapshot");
    assertThat(err).isEmpty();
  }

  @Test
  void addTakesPatternsTypesAndAToken() {
    hffs(
        "model",
        "add",
        "--include",
        "*.json",
        "--include",
        "a/",
        "--exclude",
        "*.bin",
        "--repo-type",
        "dataset",
        "--token",
        "hf_x",
        "org/model");

    assertThat(api.asked)
        .containsExactly(
            new DownloadRequest(
                RepoId.parse("datasets/org/model"),
                Revision.MAIN,
                null,
                List.of("*.json", "a/"),
                List.of("*.bin"),
                new AccessToken("hf_x")));
  }

  @Test
  void addWorksWithoutADaemonAndWithOne() {
    hffs("model", "add", "org/model");
    assertThat(installation.done).containsExactly("in process: model add");

    installation.running = true;
    installation.done.clear();
    hffs("model", "add", "org/model");
    assertThat(installation.done).isEmpty();
  }

  @Test
  void lsListsRepositories() throws Exception {
    assertThat(hffs("model", "ls")).isZero();
    assertThat(out.lines())
        .containsExactly(
            "REPO ID    SIZE    NB FILES  LOCAL PATH",
            "org/model  1.5 MB  2         /cache/hub/models--org--model");
    hffs("model", "ls", "--json");
    assertThat(json().get(0).get("repo").asText()).isEqualTo("org/model");
    api.repos = List.of();
    hffs("model", "ls");
    assertThat(err).contains("No repos found.");
    assertThat(out).isEmpty();
  }

  @Test
  void lsListsFilesOfARepository() {
    assertThat(hffs("model", "ls", "-r", "org/model")).isZero();
    assertThat(out.lines())
        .containsExactly(
            "REFS  COMMIT    FILE         SIZE    PATH",
            "main  01234567  config.json  10 B    /cache/hub/01234567/config.json",
            "main  01234567  model.bin    1.0 kB  (42% cached)",
            "      fedcba98  config.json  11 B    /cache/hub/fedcba98/config.json");
    hffs("model", "ls", "org/model", "-v", "fedcba98");
    assertThat(out.lines()).hasSize(2);
    hffs("model", "ls", "org/model", "-v", "nope");
    assertThat(err).contains("No files found.");
  }

  @Test
  void lsPrintsThePathOfOneFile() {
    assertThat(hffs("model", "ls", "-r", "org/model", "-f", "config.json")).isZero();
    assertThat(out).isEqualToIgnoringNewLines("/cache/hub/01234567/config.json");
    assertThat(hffs("model", "ls", "org/model", "config.json", "--revision", "fedcba")).isZero();
    assertThat(out).isEqualToIgnoringNewLines("/cache/hub/fedcba98/config.json");
  }

  @Test
  void lsDoesNotPrintThePathOfHalfAFile() {
    assertThat(hffs("model", "ls", "org/model", "model.bin")).isEqualTo(1);
    assertThat(out).isEmpty();
    assertThat(err).contains("Only 42% of model.bin").contains("hffs model add org/model");
    assertThat(hffs("model", "ls", "org/model", "other.bin")).isEqualTo(1);
    assertThat(err).contains("other.bin of org/model at main is not cached");
  }

  @Test
  void rmShowsAsksAndRemoves() {
    input = "y\n";

    assertThat(hffs("model", "rm", "org/model")).isZero();

    assertThat(api.asked)
        .containsExactly(
            new RemovalRequest(FakeApi.REPO, null, null, true),
            new RemovalRequest(FakeApi.REPO, null, null, false));
    assertThat(err).contains("To be removed, 2.0 MB:").contains("[y/N]").contains("freed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"n\n", "\n", "", "yep\n"})
  void rmWithoutAYesRemovesNothing(String answer) {
    input = answer;

    assertThat(hffs("model", "rm", "org/model")).isEqualTo(1);

    assertThat(api.asked).containsExactly(new RemovalRequest(FakeApi.REPO, null, null, true));
    assertThat(err).contains("Nothing was removed.");
  }

  @Test
  void rmOfAFileIsOfMainUnlessSaid() {
    hffs("model", "rm", "--yes", "org/model", "a.bin");

    assertThat(api.asked.get(1))
        .isEqualTo(new RemovalRequest(FakeApi.REPO, Revision.MAIN, new RepoPath("a.bin"), false));
  }

  @Test
  void rmOfNothingIsFine() {
    api.removal = new RemovalView(List.of(), 0);

    assertThat(hffs("model", "rm", "org/model")).isZero();
    assertThat(err).contains("Nothing to remove.");
  }

  @Test
  void refreshTellsWhatMoved() {
    assertThat(hffs("refresh", "org/model")).isZero();
    assertThat(out.lines())
        .containsExactly("REF   COMMIT    WAS", "main  01234567  fedcba98", "v1    fedcba98  new");
  }

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
    assertThat(hffs("cache", "prune", "--dry-run")).isZero();
    assertThat(hffs("cache", "prune", "--yes")).isZero();
    assertThat(api.asked)
        .containsExactly(
            "repos",
            new PinRequest(FakeApi.REPO, true),
            new PinRequest(FakeApi.REPO, false),
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

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completionKnowsTheVerbs(String shell) {
    assertThat(hffs("completion", shell)).isZero();
    assertThat(out).contains("uninstall", "complete -F").contains("--include");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nope; Unmatched argument",
        "modell; Did you mean: hffs model",
        "model ad; Did you mean: model add",
        "mount; Missing required parameter: 'MOUNTPOINT'",
        "mount --forground x; --foreground",
        "model add bad//id; not a repository id: 'bad//id'",
        "model add; Which repository",
        "model add a/b -r c/d; Two repositories",
        "model add a/b ../x; not a path inside a repository",
        "model add a/b -v bad..rev; not a revision: 'bad..rev'",
        "model add a/b --repo-type car; Unknown repository type 'car'",
        "model ls -f x; Which repository",
        "completion fish; there is bash and zsh",
        "refresh; Which repository"
      })
  void wrongUseIsExplainedOnStandardError(String line, String explanation) {
    assertThat(hffs(line.split(" "))).isEqualTo(2);
    assertThat(err).contains(explanation).contains("--help");
    assertThat(out).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "model", "conf", "conf mirror", "daemon", "auth", "cache"})
  void aGroupWithoutAVerbShowsItsVerbs(String line) {
    assertThat(hffs(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err).contains("Usage: hffs").contains("Commands:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-h",
        "model --help",
        "model add --help",
        "conf cache set --help",
        "daemon start -h"
      })
  void helpIsEverywhereOnStandardOutput(String line) {
    assertThat(hffs(line.split(" "))).isZero();
    assertThat(out).contains("Usage: hffs");
    assertThat(err).isEmpty();
  }

  @Test
  void theVersionIsShown() {
    assertThat(hffs("--version")).isZero();
    assertThat(out).startsWith("hffs ");
  }

  @Test
  void verboseShowsTheCause() {
    api.failure =
        new ApiException(
            ErrorCode.UNAVAILABLE, "The Hub is out of reach.", new java.io.IOException("reset"));

    assertThat(hffs("-v", "model", "ls")).isEqualTo(1);
    assertThat(err).contains("Caused by: java.io.IOException: reset");
    assertThat(hffs("model", "ls")).isEqualTo(1);
    assertThat(err).isEqualToIgnoringNewLines("hffs: The Hub is out of reach.");
  }
}
