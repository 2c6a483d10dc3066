package io.hffs.fs.testhub;

import static io.hffs.fs.testhub.HubClient.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.testhub.sample.SampleRepos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Renamed repositories, wrong case, ids without a namespace, and odd names of files. */
class NamesTest {

  private TestHub hub;
  private HubClient client;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    client = new HubClient(hub);
    hub.addRepo("acme/tiny").commit("first", files -> files.text("a.txt", "hello"));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void renamedRepoIsARelativeRedirectThatKeepsTheRest() throws Exception {
    hub.rename("acme/tiny", "acme/small");

    var answer = client.get("/api/models/acme/tiny/tree/main/x%2Fy?recursive=true");

    assertThat(answer.statusCode()).isEqualTo(307);
    assertThat(header(answer, "Location"))
        .isEqualTo("/api/models/acme/small/tree/main/x%2Fy?recursive=true");
  }

  @Test
  void wrongCaseIsRedirectedToTheStoredOne() throws Exception {
    var answer = client.get("/api/models/ACME/Tiny?blobs=true");

    assertThat(answer.statusCode()).isEqualTo(307);
    assertThat(header(answer, "Location")).isEqualTo("/api/models/acme/tiny?blobs=true");
  }

  @Test
  void idWithoutNamespaceIsRedirectedToTheCanonicalOne() throws Exception {
    hub.alias("tiny", "acme/tiny");

    assertThat(header(client.get("/api/models/tiny"), "Location"))
        .isEqualTo("/api/models/acme/tiny");
    assertThat(header(client.get("/api/models/tiny/revision/main"), "Location"))
        .isEqualTo("/api/models/acme/tiny/revision/main");
  }

  @Test
  void postIsRedirectedToo() throws Exception {
    hub.rename("acme/tiny", "acme/small");

    var answer = client.post("/api/models/acme/tiny/paths-info/main", "application/json", "{}");

    assertThat(answer.statusCode()).isEqualTo(307);
  }

  @Test
  void fileOfALegacyNameIsAnsweredAtOnce() throws Exception {
    hub.alias("tiny", "acme/tiny");

    var answer = client.get("/tiny/resolve/main/a.txt");

    assertThat(header(answer, "Location")).startsWith("/api/resolve-cache/models/acme/tiny/");
    assertThat(client.get(header(answer, "Location")).body()).asString().isEqualTo("hello");
  }

  @Test
  void idWithoutNamespaceMayBeCanonical() throws Exception {
    hub.addRepo("old").commit("x", files -> files.text("a.txt", "old"));

    assertThat(client.json("/api/models/old").path("id").asText()).isEqualTo("old");
    var answer = client.get("/old/resolve/main/a.txt");
    assertThat(client.get(header(answer, "Location")).body()).asString().isEqualTo("old");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a space.txt",
        "hash#tag.txt",
        "100%.txt",
        "literal%20escape.txt",
        "why?.txt",
        "plus+and&.txt",
        "caf\u00e9.txt",
        "cafe\u0301.txt",
        "\u6a21\u578b.txt",
        "\ud83c\udf4e.txt",
        "it's \"quoted\".txt"
      })
  void oddNameComesBackWithItsOwnContent(String name) throws Exception {
    hub.repo("acme/tiny").commit("odd", files -> files.text("dir/" + name, "content of " + name));
    String encoded = PathEncoding.encodePath("dir/" + name);

    var redirect = client.get("/acme/tiny/resolve/main/" + encoded);

    assertThat(client.get(header(redirect, "Location")).body())
        .asString()
        .isEqualTo("content of " + name);
    assertThat(client.json("/api/models/acme/tiny/tree/main/dir").findValuesAsText("path"))
        .containsExactly("dir/" + name);
  }

  @Test
  void samplesAreAddedTogether() throws Exception {
    SampleRepos.addAll(hub);

    assertThat(client.json("/api/models?author=hffs-demo").findValuesAsText("id"))
        .contains("hffs-demo/tiny-llama", "hffs-demo/many-files", "hffs-demo/huge-8gb");
    assertThat(header(client.get("/api/models/tiny-llama"), "Location"))
        .isEqualTo("/api/models/hffs-demo/tiny-llama");
  }
}
