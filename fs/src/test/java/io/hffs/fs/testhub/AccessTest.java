package io.hffs.fs.testhub;

import static io.hffs.fs.testhub.HubClient.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of errors: who gets which status, code and message. */
class AccessTest {

  private static final String API = "/api/models/acme/tiny";
  private static final String FILE = "/acme/tiny/resolve/main/a.txt";
  private static final String[] OWNER = {"Authorization", "Bearer hf_owner"};
  private static final String[] STRANGER = {"Authorization", "Bearer hf_stranger"};
  private static final String[] GARBAGE = {"Authorization", "Bearer nonsense"};

  private TestHub hub;
  private HubClient client;
  private TestRepo repo;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    client = new HubClient(hub);
    hub.addToken("hf_owner", "owner");
    hub.addToken("hf_stranger", "stranger");
    repo = hub.addRepo("acme/tiny").grant("owner");
    repo.commit(
        "first", files -> files.text("a.txt", "hello").lfs("w.bin", TestContent.generated(1, 100)));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void missingRepoIsABare401ForTheAnonymous() throws Exception {
    var answer = client.get("/api/models/no/such");

    assertRefused(answer, 401, null, "Invalid username or password.");
    assertThat(header(answer, "WWW-Authenticate")).startsWith("Bearer realm=");
  }

  @Test
  void missingRepoIs404ForAUser() throws Exception {
    assertRefused(
        client.get("/api/models/no/such", OWNER), 404, "RepoNotFound", "Repository not found");
    assertRefused(
        client.head("/no/such/resolve/main/x", OWNER), 404, "RepoNotFound", "Repository not found");
  }

  @Test
  void missingRepoIs404ForAllInTheDirectProfile() throws Exception {
    hub.configure(config -> config.withProfile(HubProfile.DIRECT));

    assertRefused(client.get("/api/models/no/such"), 404, "RepoNotFound", "Repository not found");
  }

  @Test
  void privateRepoLooksMissingButForItsReaders() throws Exception {
    repo.setAccess(RepoAccess.PRIVATE);

    assertThat(client.get(API).statusCode()).isEqualTo(401);
    assertThat(client.get(API, STRANGER).statusCode()).isEqualTo(404);
    assertThat(client.get(API, OWNER).statusCode()).isEqualTo(200);
    assertThat(client.get(FILE, OWNER).statusCode()).isEqualTo(307);
    assertThat(client.json("/api/models")).isEmpty();
    assertThat(client.json("/api/models", OWNER)).hasSize(1);
  }

  @Test
  void repoThatTurnsPrivateRefusesTheNextBytes() throws Exception {
    String cached = header(client.get(FILE), "Location");
    repo.setAccess(RepoAccess.PRIVATE);

    assertThat(client.get(cached).statusCode()).isEqualTo(401);
  }

  @Test
  void invalidTokenIsToldEvenOnAPublicRepo() throws Exception {
    assertRefused(
        client.get(API, GARBAGE), 401, null, "Invalid credentials in Authorization header");
  }

  @Test
  void tokensAreIgnoredAsLongAsNoneIsKnown() throws Exception {
    hub.removeToken("hf_owner");
    hub.removeToken("hf_stranger");

    assertThat(client.get(API, GARBAGE).statusCode()).isEqualTo(200);
  }

  @Test
  void gatedRepoShowsItsTreeWithMaskedDigests() throws Exception {
    repo.setAccess(RepoAccess.GATED_MANUAL);

    var entry = client.json(API + "/tree/main").get(1);

    assertThat(client.json(API).path("gated").asText()).isEqualTo("manual");
    assertThat(entry.path("lfs").path("oid").asText()).isEqualTo("*".repeat(64));
    assertThat(client.json(API + "?blobs=true").toString())
        .doesNotContain(repo.file("main", "w.bin").sha256());
    assertThat(client.json(API + "/tree/main", OWNER).toString())
        .contains(repo.file("main", "w.bin").sha256());
  }

  @Test
  void gatedFilesAreRefusedByWhoAsks() throws Exception {
    repo.setAccess(RepoAccess.GATED_AUTO);

    assertThat(header(client.get(FILE), "X-Error-Code")).isEqualTo("GatedRepo");
    assertThat(client.get(FILE).statusCode()).isEqualTo(401);
    assertThat(client.get(FILE, STRANGER).statusCode()).isEqualTo(403);
    assertThat(header(client.get(FILE, STRANGER), "X-Error-Message"))
        .contains("you are not in the authorized list");
    assertThat(client.get(FILE, GARBAGE).statusCode()).isEqualTo(401);
    assertThat(header(client.get(FILE, GARBAGE), "X-Error-Code")).isEqualTo("GatedRepo");
    assertThat(client.get(API + "/commits/main").statusCode()).isEqualTo(401);
    assertThat(client.get(API + "/auth-check", STRANGER).statusCode()).isEqualTo(403);
    assertThat(client.get(API + "/auth-check", OWNER).statusCode()).isEqualTo(200);
  }

  @Test
  void disabledRepoRefusesEverybody() throws Exception {
    repo.setAccess(RepoAccess.DISABLED);

    assertRefused(client.get(API), 403, null, "Access to this resource is disabled.");
    assertRefused(client.get(FILE, OWNER), 403, null, "Access to this resource is disabled.");
  }

  @Test
  void missingRevisionIsTold() throws Exception {
    assertRefused(
        client.get(API + "/revision/none"), 404, "RevisionNotFound", "Invalid rev id: none");
    assertRefused(
        client.get("/acme/tiny/resolve/none/a.txt"),
        404,
        "RevisionNotFound",
        "Invalid rev id: none");
  }

  @Test
  void missingFileIsToldWithTheCommit() throws Exception {
    var answer = client.get("/acme/tiny/resolve/main/none");

    assertRefused(answer, 404, "EntryNotFound", "Entry not found");
    assertThat(answer.body()).asString().isEqualTo("Entry not found");
    assertThat(header(answer, "X-Repo-Commit")).isEqualTo(repo.head().hex());
  }

  @Test
  void whoamiKnowsItsTokens() throws Exception {
    assertThat(client.json("/api/whoami-v2", OWNER).path("name").asText()).isEqualTo("owner");
    assertThat(client.get("/api/whoami-v2").statusCode()).isEqualTo(401);
    assertThat(client.get("/api/whoami-v2", GARBAGE).statusCode()).isEqualTo(401);
  }

  @Test
  void usedUpBudgetIs429UntilTheWindowEnds() throws Exception {
    hub.configure(c -> c.withBudget(RateBudget.enforced(2, 1, Duration.ofSeconds(60))));

    assertThat(header(client.get(API), "RateLimit")).startsWith("\"api\";r=1;t=");
    assertThat(header(client.get(API), "RateLimit")).startsWith("\"api\";r=0;t=");
    var refused = client.get(API);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "RateLimit")).startsWith("\"api\";r=0;t=");
    assertThat(header(refused, "Retry-After")).isNotNull();
    assertThat(client.get(FILE).statusCode()).as("counted apart").isEqualTo(307);
    assertThat(client.get(API, OWNER).statusCode()).as("each user has a budget").isEqualTo(200);

    hub.resetBudgets();
    assertThat(client.get(API).statusCode()).isEqualTo(200);
  }

  private static void assertRefused(
      HttpResponse<byte[]> answer, int status, String code, String message) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "X-Error-Code")).isEqualTo(code);
    assertThat(header(answer, "X-Error-Message")).isEqualTo(message);
  }
}
