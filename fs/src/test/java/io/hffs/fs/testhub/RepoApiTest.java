package io.hffs.fs.testhub;

import static io.hffs.fs.testhub.HubClient.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.repo.CommitHash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repo info, revisions, listings, refs, commits. */
class RepoApiTest {

  private static final String API = "/api/models/acme/tiny";

  private TestHub hub;
  private HubClient client;
  private TestRepo repo;
  private CommitHash first;
  private CommitHash head;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    client = new HubClient(hub);
    repo = hub.addRepo("acme/tiny");
    first = repo.commit("first", files -> files.text("a.txt", "1").text("dir/sub dir/b#.txt", "2"));
    head = repo.commit("second", files -> files.lfs("w.bin", TestContent.generated(1, 10)));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void infoHasWhatClientsNeed() throws Exception {
    JsonNode info = client.json(API);

    assertThat(info.path("id").asText()).isEqualTo("acme/tiny");
    assertThat(info.path("sha").asText()).isEqualTo(head.hex());
    assertThat(info.path("lastModified").asText()).isEqualTo("2025-01-01T13:00:00.000Z");
    assertThat(info.path("private").isBoolean()).isTrue();
    assertThat(info.path("gated").asBoolean(true)).isFalse();
    assertThat(info.path("siblings").findValuesAsText("rfilename"))
        .containsExactly("a.txt", "dir/sub dir/b#.txt", "w.bin");
    assertThat(info.path("siblings").get(0).has("size")).isFalse();
  }

  @Test
  void blobsAddSizesAndDigests() throws Exception {
    JsonNode sibling = client.json(API + "?blobs=True").path("siblings").get(2);

    assertThat(sibling.path("size").asLong()).isEqualTo(10);
    assertThat(sibling.path("lfs").path("sha256").asText())
        .isEqualTo(repo.file("main", "w.bin").sha256());
  }

  @Test
  void expandKeepsOnlyTheNamedFields() throws Exception {
    JsonNode info = client.json(API + "?expand=sha&expand[]=gated".replace("[]", "%5B%5D"));

    assertThat(info.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("_id", "id", "sha", "gated");
    assertThat(client.get(API + "?expand=nonsense").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HEAD", "main", "feat%2Fx", "refs%2Fpr%2F1", "v1", "v2", "refs%2Fheads%2Fmain"})
  void revisionIsPeeledToTheCommit(String revision) throws Exception {
    repo.moveBranch("feat/x", head).putRef("refs/pr/1", head).tag("v1", head);
    repo.annotatedTag("v2", head);

    assertThat(client.json(API + "/revision/" + revision).path("sha").asText())
        .isEqualTo(head.hex());
    assertThat(client.head("/acme/tiny/resolve/" + revision + "/a.txt").statusCode())
        .isEqualTo(307);
  }

  @Test
  void fullAndShortCommitsResolve() throws Exception {
    assertThat(client.json(API + "/revision/" + first).path("sha").asText()).isEqualTo(first.hex());
    assertThat(client.json(API + "/revision/" + first.abbreviated()).path("sha").asText())
        .isEqualTo(first.hex());
  }

  @Test
  void plainSlashInARevisionIsAPath() throws Exception {
    repo.putRef("refs/pr/1", head);

    assertThat(client.get(API + "/tree/refs/pr/1").statusCode()).isEqualTo(404);
  }

  @Test
  void annotatedTagIsListedByItsObject() throws Exception {
    repo.annotatedTag("v2", head).putRef("refs/pr/7", head);

    JsonNode refs = client.json(API + "/refs?include_prs=1");

    assertThat(refs.path("tags").get(0).path("name").asText()).isEqualTo("v2");
    assertThat(refs.path("tags").get(0).path("targetCommit").asText())
        .hasSize(40)
        .isNotEqualTo(head.hex());
    assertThat(refs.path("pullRequests").get(0).path("ref").asText()).isEqualTo("refs/pr/7");
    assertThat(client.json(API + "/refs").has("pullRequests")).isFalse();
  }

  @Test
  void movedBranchIsSeenByTheNextRequest() throws Exception {
    repo.moveBranch("main", first);

    assertThat(client.json(API + "/revision/main").path("sha").asText()).isEqualTo(first.hex());
  }

  @Test
  void forgottenCommitIsUnknown() throws Exception {
    repo.moveBranch("main", first).forget(head);

    var answer = client.get(API + "/revision/" + head);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(header(answer, "X-Error-Code")).isEqualTo("RevisionNotFound");
    assertThat(client.get("/acme/tiny/resolve/" + head + "/a.txt").statusCode()).isEqualTo(404);
  }

  @Test
  void treeOfOneDirectory() throws Exception {
    JsonNode tree = client.json(API + "/tree/main");

    assertThat(tree.findValuesAsText("path")).containsExactly("a.txt", "dir", "w.bin");
    assertThat(tree.get(1).path("type").asText()).isEqualTo("directory");
    assertThat(tree.get(2).path("size").asLong()).isEqualTo(10);
    assertThat(tree.get(2).path("lfs").path("oid").asText())
        .isEqualTo(repo.file("main", "w.bin").sha256());
    assertThat(tree.get(2).has("xetHash")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dir/sub%20dir", "dir%2Fsub%20dir", "dir%2fsub%20dir"})
  void subPathMayHaveItsSlashesEncoded(String path) throws Exception {
    JsonNode tree = client.json(API + "/tree/main/" + path + "?recursive=false&expand=false");

    assertThat(tree.findValuesAsText("path")).containsExactly("dir/sub dir/b#.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "1"})
  void recursiveTreeIncludesDirectories(String yes) throws Exception {
    JsonNode tree = client.json(API + "/tree/main?recursive=" + yes);

    assertThat(tree.findValuesAsText("path"))
        .containsExactly("a.txt", "dir", "dir/sub dir", "dir/sub dir/b#.txt", "w.bin");
  }

  @Test
  void pagesAreLinkedByAbsoluteAddressesAndLoseNothing() throws Exception {
    hub.configure(config -> config.withTreePageSize(2));
    List<String> paths = new ArrayList<>();
    String next = API + "/tree/main?recursive=true";
    int pages = 0;
    while (next != null) {
      var answer = client.get(next);
      paths.addAll(HubClient.json(answer).findValuesAsText("path"));
      String link = header(answer, "Link");
      next = link == null ? null : link.substring(1, link.indexOf('>'));
      assertThat(next == null || next.startsWith(hub.endpoint().toString())).isTrue();
      pages++;
    }

    assertThat(pages).isEqualTo(3);
    assertThat(paths).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void missingDirectoryIsEntryNotFound() throws Exception {
    var answer = client.get(API + "/tree/main/none");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(header(answer, "X-Error-Code")).isEqualTo("EntryNotFound");
    assertThat(header(answer, "X-Error-Message")).isEqualTo("none does not exist on \"main\"");
  }

  @Test
  void expandedEntryNamesTheCommitThatLastTouchedIt() throws Exception {
    JsonNode tree = client.json(API + "/tree/main?expand=true");

    assertThat(tree.get(0).path("lastCommit").path("id").asText()).isEqualTo(first.hex());
    assertThat(tree.get(2).path("lastCommit").path("id").asText()).isEqualTo(head.hex());
  }

  @Test
  void pathsInfoTakesFormsAndJsonAndOmitsTheMissing() throws Exception {
    var form =
        client.post(
            API + "/paths-info/main",
            "application/x-www-form-urlencoded",
            "paths=a.txt&paths=none&paths=dir&expand=false");
    var json =
        client.post(
            API + "/paths-info/main", "application/json", "{\"paths\":[\"a.txt\",\"dir\",\"no\"]}");

    assertThat(HubClient.json(form).findValuesAsText("path")).containsExactly("a.txt", "dir");
    assertThat(HubClient.json(json)).isEqualTo(HubClient.json(form));
  }

  @Test
  void commitsArePagedNewestFirst() throws Exception {
    var answer = client.get(API + "/commits/main?limit=1");

    assertThat(HubClient.json(answer).findValuesAsText("title")).containsExactly("second");
    assertThat(header(answer, "X-Total-Count")).isEqualTo("2");
    assertThat(header(answer, "Link")).contains("p=1").contains("rel=\"next\"");
    assertThat(client.json(API + "/commits/main?limit=1&p=1").findValuesAsText("title"))
        .containsExactly("first");
  }

  @Test
  void rawGivesThePointerOfAnLfsFile() throws Exception {
    assertThat(client.get("/acme/tiny/raw/main/w.bin").body())
        .asString()
        .startsWith("version https://git-lfs");
    assertThat(client.get("/acme/tiny/raw/main/a.txt").body()).asString().isEqualTo("1");
  }

  @Test
  void headHasTheLengthAndNoBody() throws Exception {
    var head = client.head(API);
    var get = client.get(API);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Length")).isEqualTo(header(get, "Content-Length"));
  }

  @Test
  void everyApiAnswerHasRateLimitAndRequestId() throws Exception {
    var answer = client.get(API + "/none");

    assertThat(header(answer, "RateLimit")).matches("\"api\";r=\\d+;t=\\d+");
    assertThat(header(answer, "RateLimit-Policy")).matches("\"fixed window\";\"api\";q=500;w=300");
    assertThat(header(answer, "X-Request-Id")).isNotBlank();
    assertThat(header(client.get(API), "ETag")).startsWith("W/\"");
  }

  @Test
  void datasetsAndSpacesHaveTheirOwnNames() throws Exception {
    hub.addRepo("datasets/acme/tiny").commit("x", files -> files.text("d.txt", "d"));
    hub.addRepo("spaces/acme/tiny").commit("x", files -> files.text("s.txt", "s"));

    assertThat(client.json("/api/datasets/acme/tiny/tree/main").findValuesAsText("path"))
        .containsExactly("d.txt");
    assertThat(client.get("/datasets/acme/tiny/resolve/main/d.txt").statusCode()).isEqualTo(307);
    assertThat(client.get("/spaces/acme/tiny/raw/main/s.txt").body()).asString().isEqualTo("s");
  }

  @Test
  void searchListsByAuthorInPages() throws Exception {
    hub.addRepo("acme/other").commit("x", files -> files.text("a", "a"));
    hub.addRepo("else/tiny").commit("x", files -> files.text("a", "a"));

    assertThat(client.json("/api/models?author=acme").findValuesAsText("id"))
        .containsExactly("acme/other", "acme/tiny");
    assertThat(client.json("/api/models?search=TINY").findValuesAsText("id"))
        .containsExactly("acme/tiny", "else/tiny");
    var page = client.get("/api/models?limit=2");
    assertThat(HubClient.json(page)).hasSize(2);
    assertThat(header(page, "Link")).startsWith("<" + hub.endpoint() + "/api/models?");
  }

  @Test
  void usersAreNoOrganizations() throws Exception {
    hub.addToken("hf_1", "someone");

    assertThat(client.get("/api/organizations/acme/overview").statusCode()).isEqualTo(200);
    assertThat(client.get("/api/users/acme/overview").statusCode()).isEqualTo(404);
    assertThat(client.get("/api/users/someone/overview").statusCode()).isEqualTo(200);
    assertThat(client.get("/api/organizations/someone/overview").statusCode()).isEqualTo(404);
  }

  @Test
  void unknownApiIs404Json() throws Exception {
    var answer = client.get("/api/nothing/here");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(HubClient.json(answer).has("error")).isTrue();
  }
}
