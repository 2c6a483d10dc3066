package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.hub.ProxySettings.ProxyAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceEnvironmentTest {

  private static final Path HOME = Path.of("/home/alice");

  private static HuggingFaceEnvironment from(String... namesAndValues) {
    Map<String, String> variables = new java.util.HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      variables.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return HuggingFaceEnvironment.from(variables, HOME);
  }

  @Test
  void withoutVariablesEverythingIsWhereTheOfficialClientHasIt() {
    HuggingFaceEnvironment environment = from();

    assertThat(environment.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(environment.hfHome()).isEqualTo(Path.of("/home/alice/.cache/huggingface"));
    assertThat(environment.hubCache()).isEqualTo(Path.of("/home/alice/.cache/huggingface/hub"));
    assertThat(environment.tokenPath()).isEqualTo(Path.of("/home/alice/.cache/huggingface/token"));
    assertThat(environment.token()).isNull();
    assertThat(environment.offline()).isFalse();
    assertThat(environment.proxies()).isEqualTo(ProxySettings.NONE);
  }

  @Test
  void homesAreExpanded() {
    assertThat(from("HF_HOME", "~/hf").hubCache()).isEqualTo(Path.of("/home/alice/hf/hub"));
    assertThat(from("HF_HOME", "$BASE/${SUB}/x", "BASE", "/b", "SUB", "s").hfHome())
        .isEqualTo(Path.of("/b/s/x"));
    assertThat(from("HF_HOME", "/a/$UNSET").hfHome()).isEqualTo(Path.of("/a/$UNSET"));
    assertThat(from("XDG_CACHE_HOME", "/xdg").hfHome()).isEqualTo(Path.of("/xdg/huggingface"));
  }

  @Test
  void particularPathsWinOverTheHome() {
    HuggingFaceEnvironment environment =
        from(
            "HF_HOME", "/hf",
            "HUGGINGFACE_HUB_CACHE", "/old",
            "HF_TOKEN_PATH", "/secret/token");

    assertThat(environment.hubCache()).isEqualTo(Path.of("/old"));
    assertThat(environment.tokenPath()).isEqualTo(Path.of("/secret/token"));
    assertThat(from("HF_HUB_CACHE", "/new", "HUGGINGFACE_HUB_CACHE", "/old").hubCache())
        .isEqualTo(Path.of("/new"));
  }

  @ParameterizedTest
  @CsvSource({"1,true", "on,true", "Yes,true", "TRUE,true", "0,false", "2,false", "'',false"})
  void flagsAreTrueForFourWords(String value, boolean expected) {
    assertThat(from("HF_HUB_OFFLINE", value).offline()).isEqualTo(expected);
    assertThat(from("TRANSFORMERS_OFFLINE", value).offline()).isEqualTo(expected);
    assertThat(from("HF_HUB_DISABLE_IMPLICIT_TOKEN", value).implicitTokenDisabled())
        .isEqualTo(expected);
  }

  @Test
  void endpointLosesItsTrailingSlash() {
    assertThat(from("HF_ENDPOINT", "https://hf-mirror.com/").endpoint())
        .isEqualTo(URI.create("https://hf-mirror.com"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "huggingface.co",
        "ftp://x",
        "https://",
        "https://user:pw@x",
        "ht tp://x",
        "https://x?q"
      })
  void badEndpointIsToldByName(String value) {
    assertThatThrownBy(() -> from("HF_ENDPOINT", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HF_ENDPOINT")
        .hasMessageNotContaining("pw");
  }

  @Test
  void badTokenIsToldWithoutShowingIt() {
    assertThatThrownBy(() -> from("HF_TOKEN", "hf_a hf_b"))
        .hasMessageContaining("HF_TOKEN")
        .hasMessageNotContaining("hf_a");
    assertThat(from("HF_TOKEN", " hf_x\r\n").token()).isEqualTo(new Token("hf_x", "HF_TOKEN"));
    assertThat(from("HF_TOKEN", "  ").token()).isNull();
  }

  @Test
  void proxiesComeInBothCasesWithCredentials() {
    ProxySettings proxies =
        from(
                "HTTP_PROXY", "upper:3128",
                "http_proxy", "http://a%40b:p%3Aw@lower:8080",
                "ALL_PROXY", "socks5h://socks")
            .proxies();

    assertThat(proxies.http())
        .isEqualTo(new ProxyAddress(ProxyAddress.Scheme.HTTP, "lower", 8080, "a@b", "p:w"));
    assertThat(proxies.https())
        .isEqualTo(new ProxyAddress(ProxyAddress.Scheme.SOCKS, "socks", 1080, null, null));
    assertThat(proxies.toString()).doesNotContain("p:w");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x", "http://", "socks5://u:pw@x", "http://u:pw@:80 "})
  void badProxyIsToldByName(String value) {
    assertThatThrownBy(() -> from("https_proxy", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https_proxy")
        .hasMessageNotContaining("pw@");
  }

  @ParameterizedTest
  @CsvSource({
    "huggingface.co, https://huggingface.co/x, false",
    "huggingface.co, https://sub.huggingface.co, false",
    ".hf.co, https://cdn.hf.co, false",
    "*.hf.co, https://cdn.hf.co, false",
    "hf.co, https://nothf.co, true",
    "hf.co:444, https://hf.co, true",
    "hf.co:443, https://hf.co, false",
    "*, https://any.org, false",
    "10.0.0.0/8, https://10.1.2.3, false",
    "10.0.0.0/8, https://11.1.2.3, true",
    "other.org, http://localhost:80, false",
    "other.org, http://127.0.0.5:80, false",
    "other.org, https://huggingface.co, true",
  })
  void exceptionsFromTheProxy(String exceptions, URI target, boolean proxied) {
    ProxySettings proxies =
        from("ALL_PROXY", "http://p:1", "NO_PROXY", "a.b, " + exceptions).proxies();

    assertThat(proxies.proxyFor(target).isPresent()).isEqualTo(proxied);
  }
}
