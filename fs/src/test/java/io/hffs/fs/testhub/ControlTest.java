package io.hffs.fs.testhub;

import static io.hffs.fs.testhub.HubClient.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hub driven from another process. */
class ControlTest {

  private static final String API = "/api/models/acme/tiny";

  private TestHub hub;
  private HubClient client;
  private TestRepo repo;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    hub.enableControl();
    client = new HubClient(hub);
    repo = hub.addRepo("acme/tiny");
    repo.commit("first", files -> files.text("a.txt", "hello"));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void controlIsOffUnlessEnabled() throws Exception {
    try (TestHub plain = TestHub.start()) {
      assertThat(new HubClient(plain).get("/testhub/bytes").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void requestsAndBytesAreTold() throws Exception {
    client.get("/acme/tiny/raw/main/a.txt", "Range", "bytes=1-2");

    JsonNode request = client.json("/testhub/requests").get(0);
    assertThat(request.path("status").asInt()).isEqualTo(206);
    assertThat(request.path("range").asText()).isEqualTo("bytes=1-2");
    assertThat(client.json("/testhub/bytes").path("total").asLong()).isEqualTo(2);
    assertThat(client.json("/testhub/bytes").path("requests").asInt()).isEqualTo(1);

    client.send("DELETE", "/testhub/requests");
    assertThat(client.json("/testhub/requests")).isEmpty();
  }

  @Test
  void settingsChangeWhatTheyName() throws Exception {
    post("settings", "{\"latencyMillis\": 5, \"profile\": \"DIRECT\"}");

    assertThat(hub.config().line().latency()).isEqualTo(Duration.ofMillis(5));
    assertThat(hub.config().profile()).isEqualTo(HubProfile.DIRECT);
    assertThat(hub.config().treePageSize()).isEqualTo(1000);
    assertThat(client.json("/testhub/settings").path("latencyMillis").asInt()).isEqualTo(5);
  }

  @Test
  void wrongSettingsAreRefused() throws Exception {
    assertThat(client.post("/testhub/settings", "application/json", "{\"x\": 1}").statusCode())
        .isEqualTo(400);
    assertThat(
            client
                .post("/testhub/settings", "application/json", "{\"profile\": \"?\"}")
                .statusCode())
        .isEqualTo(400);
    assertThat(client.post("/testhub/none", "application/json", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void branchMovesToANewCommitAndBack() throws Exception {
    String before = repo.head().hex();
    var answer = post("commit", "{\"repo\": \"acme/tiny\", \"files\": {\"b.txt\": \"b\"}}");
    String made = HubClient.json(answer).path("commit").asText();

    assertThat(client.json(API).path("sha").asText()).isEqualTo(made).isNotEqualTo(before);
    post(
        "move-branch",
        "{\"repo\": \"acme/tiny\", \"branch\": \"main\", \"commit\": \"" + before + "\"}");
    assertThat(client.json(API).path("sha").asText()).isEqualTo(before);
  }

  @Test
  void faultsComeAndGo() throws Exception {
    post("fault", "{\"kind\": \"status\", \"value\": 503, \"path\": \"/api/\", \"times\": 1}");
    assertThat(client.get(API).statusCode()).isEqualTo(503);
    assertThat(client.get(API).statusCode()).isEqualTo(200);

    post("fault", "{\"kind\": \"captivePortal\"}");
    client.send("DELETE", "/testhub/fault");
    assertThat(client.get(API).statusCode()).isEqualTo(200);
  }

  @Test
  void accessTokensAndNamesChange() throws Exception {
    post("token", "{\"token\": \"hf_1\", \"user\": \"me\"}");
    post("access", "{\"repo\": \"acme/tiny\", \"access\": \"private\", \"grant\": \"me\"}");

    assertThat(client.get(API).statusCode()).isEqualTo(401);
    assertThat(client.get(API, "Authorization", "Bearer hf_1").statusCode()).isEqualTo(200);

    post("access", "{\"repo\": \"acme/tiny\", \"access\": \"public\"}");
    post("rename", "{\"repo\": \"acme/tiny\", \"to\": \"acme/small\"}");
    assertThat(header(client.get(API), "Location")).isEqualTo("/api/models/acme/small");
  }

  @Test
  void darknessEndsByItself() throws Exception {
    post("dark", "{\"seconds\": 0.3}");

    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    boolean wasDark = false;
    boolean back = false;
    while (!back && System.nanoTime() < deadline) {
      try {
        client.get(API);
        back = wasDark;
      } catch (IOException e) {
        wasDark = true;
      }
    }
    assertThat(back).isTrue();
  }

  @Test
  void hubOfAnotherNameIsRefused() {
    assertThatThrownBy(() -> hub.repo("no/such")).isInstanceOf(IllegalArgumentException.class);
  }

  private HttpResponse<byte[]> post(String word, String body) throws Exception {
    var answer = client.post("/testhub/" + word, "application/json", body);
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return answer;
  }
}
