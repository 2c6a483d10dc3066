package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A public hub that redirects to where only this machine or its network can go. The hub is reached
 * by a proxy, which therefore sees whom we ask, and what is local is not, so a server there would.
 */
class RedirectsTest {

  private static final CommitHash COMMIT = new CommitHash("12".repeat(20));
  private static final RepoId TINY = RepoId.parse("acme/tiny");
  private static final BlobRef BLOB =
      new BlobRef(BlobId.sha256("ab".repeat(32)), 100, TINY, COMMIT, new RepoPath("a.bin"));

  private final MockWebServer proxy = new MockWebServer();
  private final MockWebServer local = new MockWebServer();
  private final AtomicInteger redirects = new AtomicInteger();
  private final List<String> strays = new ArrayList<>();
  private volatile String target = "";

  /** The ways on which we are led astray. */
  private enum Way {
    FROM_THE_FILE,
    FROM_THE_FILE_UNMARKED,
    FROM_THE_CDN,
    FROM_THE_API
  }

  private volatile Way way = Way.FROM_THE_FILE;

  @BeforeEach
  void start() throws Exception {
    local.start();
    proxy.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request.getTarget());
          }
        });
    proxy.start();
  }

  @AfterEach
  void stop() {
    proxy.close();
    local.close();
  }

  private MockResponse answer(String url) {
    boolean atHub = url.startsWith("http://hub.invalid/");
    if (atHub && way == Way.FROM_THE_CDN) {
      return redirect("http://cdn.invalid/a.bin", Way.FROM_THE_FILE);
    }
    if (atHub || url.equals("http://cdn.invalid/a.bin")) {
      redirects.incrementAndGet();
      return redirect(target, way);
    }
    synchronized (strays) {
      strays.add(url);
    }
    return new MockResponse.Builder().code(200).body("x".repeat(100)).build();
  }

  private static MockResponse redirect(String location, Way as) {
    MockResponse.Builder answer =
        new MockResponse.Builder().code(302).addHeader("Location", location);
    if (as == Way.FROM_THE_FILE) {
      answer.addHeader("X-Repo-Commit", COMMIT.hex());
      answer.addHeader("X-Linked-ETag", "\"" + BLOB.id().hex() + "\"");
      answer.addHeader("X-Linked-Size", "100");
    }
    return answer.build();
  }

  private List<String> targets() throws IOException {
    int port = local.getPort();
    List<String> hosts =
        List.of(
            "127.0.0.1",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "a.localhost",
            "user@127.0.0.1",
            "127.1",
            "2130706433",
            "0.0.0.0",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            InetAddress.getLoopbackAddress().getHostName());
    List<String> all = new ArrayList<>();
    hosts.forEach(host -> all.add("http://" + host + ":" + port + "/a.bin"));
    hosts.forEach(host -> all.add("https://" + host + ":" + port + "/v1/blobs/" + BLOB.id().hex()));
    all.addAll(
        List.of(
            "//127.0.0.1:" + port + "/a.bin",
            "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
            "http://[fd00:ec2::254]/latest/meta-data/",
            "http://169.16689662/",
            "http://[fe80::1]:" + port + "/",
            "http://10.0.0.1/",
            "http://172.16.0.1/",
            "http://192.168.1.1/",
            "http://100.64.0.1/",
            "http://224.0.0.251/",
            "file:///etc/passwd",
            "ftp://127.0.0.1/a.bin",
            "gopher://127.0.0.1:" + port + "/",
            "jar:file:///a!/b",
            "",
            "http://"));
    return all;
  }

  private Kind follow(Hub hub) {
    SourceException refused =
        catchThrowableOfType(
            SourceException.class,
            () -> {
              if (way == Way.FROM_THE_API) {
                hub.trees().resolve(TINY, Revision.MAIN);
              } else {
                hub.blobs().fetch(BLOB, new ByteRange(0, 100), (bytes, from) -> {});
              }
            });
    assertThat(refused).as("%s to %s", way, target).isNotNull();
    return refused.kind();
  }

  @Test
  @FaultCase(28)
  void nobodyIsLedToWhereOnlyWeCanGo(FaultRun run) throws Exception {
    HuggingFaceEnvironment environment =
        HuggingFaceEnvironment.from(
            Map.of(
                "HF_ENDPOINT",
                "http://hub.invalid",
                "HTTP_PROXY",
                "http://127.0.0.1:" + proxy.getPort(),
                "NO_PROXY",
                "localhost.,64:ff9b::7f00:1"),
            Path.of("/nonexistent"));
    List<String> targets = targets();
    try (Hub hub = HubFixture.open(HubConfig.origin(environment), new TokenStore(environment))) {
      for (Way next : Way.values()) {
        way = next;
        for (String to : targets) {
          target = to;
          assertThat(follow(hub)).as("%s to %s", way, to).isIn(Kind.CORRUPT, Kind.UNAVAILABLE);
          assertThat(local.getRequestCount()).as("%s to %s", way, to).isZero();
          assertThat(strays).as("%s to %s", way, to).isEmpty();
        }
      }
    }
    assertThat(redirects.get()).isGreaterThanOrEqualTo(targets.size() * Way.values().length);
    run.fired(redirects.get(), "redirects to local addresses");
    run.figure(
        "%d targets in %d places, no connection".formatted(targets.size(), Way.values().length));
  }

  @Test
  @FaultCase(11)
  void noRedirectLeadsFromHttpsToHttp(FaultRun run) throws Exception {
    HuggingFaceEnvironment environment =
        HuggingFaceEnvironment.from(
            Map.of("HF_ENDPOINT", "https://hub.example"), Path.of("/nonexistent"));
    try (HubClient client =
        new HubClient(
            HubConfig.origin(environment),
            new TokenStore(environment),
            Clock.systemUTC(),
            length -> {})) {
      SourceException refused =
          catchThrowableOfType(
              SourceException.class,
              () -> client.target(redirected("https://hub.example/a", "http://hub.example/login")));
      assertThat(refused.kind()).isEqualTo(Kind.CORRUPT);
      assertThat(refused).hasMessageContaining("from https to http");
      assertThat(client.target(redirected("https://hub.example/a", "/b")).isHttps()).isTrue();
    }
    run.fired(1, "redirects from https to http");
  }

  private static HttpReply redirected(String from, String to) {
    Request request = new Request.Builder().url(from).build();
    Response answer =
        new Response.Builder()
            .request(request)
            .protocol(Protocol.HTTP_1_1)
            .code(302)
            .message("Found")
            .header("Location", to)
            .body(ResponseBody.create("", null))
            .build();
    return new HttpReply(new OkHttpClient().newCall(request), answer, HubTimeouts.ORIGIN);
  }
}
