package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.net.URI;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubUrlsTest {

  private static final CommitHash COMMIT = new CommitHash("0123456789".repeat(4));

  private final HubUrls urls = new HubUrls(URI.create("https://huggingface.co"));

  @ParameterizedTest
  @CsvSource({
    "a.txt, a.txt",
    "sub dir/a+b#%c.txt, sub%20dir/a%2Bb%23%25c.txt",
    "ü/~x'(1)*!.bin, %C3%BC/~x%27%281%29%2A%21.bin",
    "a?b&c=d;e:f@g, a%3Fb%26c%3Dd%3Be%3Af%40g",
    "%2e%2e/x, %252e%252e/x",
    "back\\slash, back%5Cslash",
  })
  void pathIsEncodedSegmentBySegment(String path, String encoded) {
    HttpUrl url = urls.file(RepoId.parse("acme/tiny"), COMMIT, new RepoPath(path));

    assertThat(url.toString())
        .isEqualTo("https://huggingface.co/acme/tiny/resolve/" + COMMIT + "/" + encoded);
  }

  @ParameterizedTest
  @CsvSource({
    "acme/tiny, /acme/tiny/resolve/",
    "gpt2, /gpt2/resolve/",
    "datasets/acme/d, /datasets/acme/d/resolve/",
    "spaces/acme/s, /spaces/acme/s/resolve/",
  })
  void everyTypeHasItsPrefix(String repo, String prefix) {
    assertThat(urls.file(RepoId.parse(repo), COMMIT, new RepoPath("a")).encodedPath())
        .isEqualTo(prefix + COMMIT + "/a");
  }

  @Test
  void revisionIsOneSegment() {
    assertThat(
            urls.revision(RepoId.parse("datasets/acme/d"), new Revision("refs/pr/1")).encodedPath())
        .isEqualTo("/api/datasets/acme/d/revision/refs%2Fpr%2F1");
    assertThat(urls.revision(RepoId.parse("gpt2"), new Revision("a#b+ü")).encodedPath())
        .isEqualTo("/api/models/gpt2/revision/a%23b%2B%C3%BC");
  }

  @Test
  void endpointBelowAPathKeepsIt() {
    HubUrls below = new HubUrls(URI.create("http://localhost:8080/hf"));

    assertThat(below.tree(RepoId.parse("acme/tiny"), COMMIT).encodedPath())
        .isEqualTo("/hf/api/models/acme/tiny/tree/" + COMMIT);
  }

  @ParameterizedTest
  @CsvSource({
    "https://huggingface.co, https://huggingface.co/api, true, true",
    "https://huggingface.co, https://huggingface.co/api, false, false",
    "https://huggingface.co, http://huggingface.co/api, true, false",
    "https://huggingface.co, https://huggingface.co:8443/api, true, false",
    "https://huggingface.co, https://evil.org/huggingface.co, true, false",
    "https://huggingface.co, https://huggingface.co.evil.org/, true, false",
    "https://huggingface.co, https://cdn.huggingface.co/x, true, false",
    "https://huggingface.co, https://user@huggingface.co/x, true, true",
    "http://hub.lan, http://hub.lan/api, true, false",
    "http://localhost:9, http://localhost:9/api, true, true",
    "http://localhost:9, http://localhost:10/api, true, false",
    "http://localhost:9, http://127.0.0.1:9/api, true, false",
    "http://127.0.0.1:9, http://127.0.0.1:9/api, true, true",
  })
  void tokenGoesToItsOwnServerOnly(String endpoint, String target, boolean trusted, boolean sent) {
    Optional<Token> token = Optional.of(new Token("hf_x", "test"));

    assertThat(
            new TokenRule(HttpUrl.get(endpoint), trusted)
                .tokenFor(HttpUrl.get(target), token)
                .isPresent())
        .isEqualTo(sent);
  }
}
