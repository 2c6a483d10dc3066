package io.hffs.cli.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.ApiPaths;
import io.hffs.fs.RequiresFuse;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.RepoAccess;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real work with a token that is looked for afterwards in everything that a mirror, a CDN, the
 * targets of redirects, the log at its most talkative, the answers of the API and the traces of a
 * crash have seen. What paired machines hear is {@code CanaryTokenTest}'s.
 */
@RequiresFuse
class TokenHuntIT {

  private static final String TOKEN = "hf_canaryCanaryCanaryCanary";
  private static final String LARGE = "large.bin";

  /** All that the libraries and our own classes have to say. */
  private static final String TALKATIVE =
      "io.hffs.level=FINEST\nokhttp3.level=FINEST\norg.eclipse.jetty.level=INFO\n";

  @TempDir Path temp;
  private final List<String> said = new ArrayList<>();
  private TestHub hub;
  private TestHub mirror;
  private TestHub elsewhere;
  private Wiretap atHub;
  private Wiretap atMirror;
  private Wiretap atElsewhere;
  private LocalHome user;

  @BeforeEach
  void settle() throws Exception {
    hub = TestHub.start();
    mirror = TestHub.start();
    elsewhere = TestHub.start();
    atHub = Wiretap.of(hub);
    atMirror = Wiretap.of(mirror);
    atElsewhere = Wiretap.of(elsewhere);
    hub.addToken(TOKEN, "me");
    for (TestHub each : List.of(hub, mirror, elsewhere)) {
      each.addRepo("org/open").commit("Add", files -> files.lfs(LARGE, content(3)).text("a", "a"));
    }
    hub.addRepo("org/mine")
        .setAccess(RepoAccess.PRIVATE)
        .grant("me")
        .commit("Add", files -> files.lfs(LARGE, content(4)).lfs("other.bin", content(5)));
    Path logging = temp.resolve("logging.properties");
    Files.writeString(logging, TALKATIVE);
    user =
        new LocalHome(
            temp.resolve("home"),
            hub.endpoint(),
            Map.of(
                "HF_TOKEN",
                TOKEN,
                "JAVA_TOOL_OPTIONS",
                "-Djava.util.logging.config.file=" + logging),
            Map.of("hub.mirrors", mirror.endpoint().toString()));
  }

  private static TestContent content(long seed) {
    return TestContent.generated(seed, (3 << 20) + 5);
  }

  @AfterEach
  void takeAway() throws Exception {
    try {
      user.close();
    } finally {
      List.of(hub, mirror, elsewhere).forEach(TestHub::close);
    }
  }

  private void hffs(String... words) throws IOException {
    Command.Result result = user.hffs(words);
    said.add(result.output() + "\n" + result.errors());
  }

  private void read(String name) throws IOException {
    said.add(
        Command.run(
                Duration.ofMinutes(1),
                Map.of("PATH", Command.path()),
                List.of("sha256sum", user.path(name).toString()))
            .toString());
  }

  @Test
  @FaultCase(26)
  void onlyTheHubSeesTheToken(FaultRun run) throws Exception {
    work(run.times(1, 5));
    if (FaultRun.isFull()) {
      workWithoutTheHub();
    }
    List<String> answers = askTheApi();
    crash();

    assertThat(atHub.heard(HubOrigin.HUB)).as("the token is in use").anyMatch(this::isCarrier);
    long others = 0;
    for (List<String> heard :
        List.of(
            atHub.heard(HubOrigin.CDN),
            atMirror.heard(HubOrigin.HUB),
            atMirror.heard(HubOrigin.CDN),
            atElsewhere.heard(HubOrigin.HUB),
            atElsewhere.heard(HubOrigin.CDN))) {
      assertThat(heard).noneMatch(request -> request.contains(TOKEN));
      others += heard.size();
    }
    assertThat(atMirror.heard(HubOrigin.HUB)).as("the mirror was asked").isNotEmpty();
    assertThat(said).noneMatch(text -> text.contains(TOKEN));
    assertThat(answers).noneMatch(text -> text.contains(TOKEN));
    int files = filesWithoutToken();
    long carriers = atHub.heard(HubOrigin.HUB).stream().filter(this::isCarrier).count();
    run.fired(carriers, "requests with the token to its own host");
    run.figure(
        "not in %d requests to others, %d outputs, %d answers of the API, %d files"
            .formatted(others, said.size(), answers.size(), files));
  }

  private boolean isCarrier(String request) {
    return request.contains("Bearer " + TOKEN);
  }

  private void work(int redirects) throws Exception {
    user.mount();
    read("org/mine/main/" + LARGE);
    hub.goDark(HubOrigin.CDN); // now the mirror is asked for what is open to all
    read("org/open/main/" + LARGE);
    hub.comeBack();
    hffs("auth", "login", "--token", TOKEN);
    hffs("model", "add", "org/mine");
    for (int status : List.of(302, 301, 303, 307, 308).subList(0, redirects)) {
      String there = elsewhere.endpoint() + "/org/open/resolve/main/" + LARGE;
      hub.inject(HubFault.redirect(status, there).onPath("org/mine").times(2));
      hffs("refresh", "org/mine");
    }
    hub.removeToken(TOKEN);
    hffs("refresh", "org/mine");
    hffs("doctor");
  }

  private void workWithoutTheHub() throws Exception {
    hub.addToken(TOKEN, "me");
    hffs("auth", "whoami");
    hffs("status");
    hffs("conf", "ls");
    hub.goDark();
    hffs("refresh", "org/open");
    hffs("model", "add", "org/open");
    read("org/open/main/a");
    read("org/mine/main/other.bin");
    hub.comeBack();
    hub.inject(HubFault.mirroredTo(elsewhere.endpoint()).times(2));
    hffs("model", "search", "org/mine");
    hffs("refresh", "org/mine");
    hffs("doctor", "--json");
    hffs("status", "--json");
  }

  /** Everything that can be had by GET, as a page or a scraper would see it. */
  private List<String> askTheApi() throws Exception {
    int port = user.status().get("port").asInt();
    String key = Files.readString(user.directory().resolve("cache/api-token"));
    HttpClient client = HttpClient.newHttpClient();
    List<String> answers = new ArrayList<>();
    for (String path :
        List.of(
            ApiPaths.STATUS,
            ApiPaths.MOUNTS,
            ApiPaths.REPOS,
            ApiPaths.FILES + "?repo=org/mine",
            ApiPaths.WHOAMI,
            ApiPaths.EXAMINE,
            ApiPaths.PEERS,
            ApiPaths.METRICS,
            "/api/v1/no-such")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(30))
              .header("Authorization", "Bearer " + key.strip())
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      answers.add(answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
    }
    answers.add(Files.readString(user.path(".hffs/status.json")));
    return answers;
  }

  /** A trace of all threads, and what the JVM writes as it dies of a fault in native code. */
  private void crash() throws Exception {
    ProcessHandle daemon = user.daemon();
    Command.system("kill", "-s", "QUIT", "" + daemon.pid());
    Command.system("kill", "-s", "SEGV", "" + daemon.pid());
    daemon.onExit().get(60, TimeUnit.SECONDS);
    try (Stream<Path> left = Files.list(user.directory().resolve("cache"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .as("what the JVM wrote as it died")
          .anyMatch(name -> name.startsWith("hs_err_pid"));
    }
    for (Path mount : Mounts.below(user.directory())) {
      Command.system("fusermount", "-uz", mount.toString());
    }
  }

  /** Looks through all that is left on the disk but the two files that are to hold the token. */
  private int filesWithoutToken() throws IOException {
    Path kept = user.directory().resolve("hf");
    List<Path> files;
    try (Stream<Path> all = Files.walk(user.directory())) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.equals(kept.resolve("token")))
              .filter(file -> !file.equals(kept.resolve("stored_tokens")))
              .toList();
    }
    for (Path file : files) {
      assertThat(new String(Files.readAllBytes(file), ISO_8859_1).contains(TOKEN))
          .as("the token in " + file)
          .isFalse();
    }
    assertThat(Files.readString(user.directory().resolve("cache/logs/hffs.log")))
        .as("the log")
        .contains("DEBUG");
    return files.size();
  }
}
