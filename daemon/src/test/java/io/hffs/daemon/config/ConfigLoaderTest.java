package io.hffs.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.ConfigEntry;
import io.hffs.daemon.api.ConfigEntry.Origin;
import io.hffs.daemon.config.PeerSettings.Verification;
import io.hffs.fs.repo.RepoId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigLoaderTest {

  @TempDir Path home;

  private ConfigLoader loader(Map<String, String> environment) {
    return new ConfigLoader(environment, home, Map.of());
  }

  private ConfigEntry entry(ConfigLoader loader, String key) throws IOException {
    return loader.entries().stream().filter(e -> e.key().equals(key)).findFirst().orElseThrow();
  }

  private void write(String json) throws IOException {
    Path file = loader(Map.of()).file();
    Files.createDirectories(file.getParent());
    Files.writeString(file, json);
  }

  @Test
  void defaultsAreAsDocumented() throws Exception {
    assertThat(loader(Map.of()).load())
        .isEqualTo(
            new DaemonConfig(
                home.resolve(".cache/hffs"),
                new DataSize(0),
                9010,
                URI.create("https://huggingface.co"),
                List.of(new Mirror(URI.create("https://hf-mirror.com"), false)),
                false,
                home.resolve(".cache/huggingface/hub"),
                home.resolve(".cache/huggingface/token"),
                Duration.ofSeconds(60),
                new PeerSettings(true, List.of(), null, null, 9009, null, Verification.DEFAULT)));
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of("cache.dir", "/data/hffs"),
        Arguments.of("cache.max-size", "50GiB"),
        Arguments.of("daemon.port", "9555"),
        Arguments.of("hf.cache", "/data/hf"),
        Arguments.of("hf.token-file", "/data/token"),
        Arguments.of("hub.endpoint", "https://hub.example.org"),
        Arguments.of("hub.mirrors", "https://a.example.org, https://b.example.org with-token"),
        Arguments.of("hub.offline", "true"),
        Arguments.of("peers.discovery", "off"),
        Arguments.of("peers.dns-name", "hffs.example.org"),
        Arguments.of("peers.group-key-file", "/run/secrets/hffs"),
        Arguments.of("peers.hosts", "gpu-1, gpu-2:9555"),
        Arguments.of("peers.legacy-port", "9090"),
        Arguments.of("peers.port", "9555"),
        Arguments.of("peers.share", "Qwen/*, !Qwen/Qwen3-0.6B"),
        Arguments.of("peers.verify", "strict"),
        Arguments.of("tree.refresh-after", "5m"));
  }

  private static List<Object> inForce(ConfigLoader loader) throws IOException {
    return List.of(loader.load(), loader.shares().test(RepoId.parse("other/model")));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everySettingCanBeStoredAndComesBackFromTheFile(String key, String value) throws Exception {
    ConfigLoader loader = loader(Map.of());
    List<Object> before = inForce(loader);

    loader.store(key, value);

    assertThat(entry(loader, key))
        .isEqualTo(new ConfigEntry(key, value, Origin.FILE, loader.file().toString()));
    assertThat(inForce(loader)).isNotEqualTo(before);
    loader.store(key, null);
    assertThat(inForce(loader)).isEqualTo(before);
  }

  @Test
  void everySettingIsInTheTableAbove() throws Exception {
    assertThat(loader(Map.of()).entries().stream().map(ConfigEntry::key))
        .containsExactlyElementsOf(settings().map(row -> (String) row.get()[0]).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "HFFS_HOME, cache.dir, /env",
    "HF_HUB_CACHE, hf.cache, /env",
    "HUGGINGFACE_HUB_CACHE, hf.cache, /env",
    "HF_TOKEN_PATH, hf.token-file, /env",
    "HF_ENDPOINT, hub.endpoint, https://env.example.org",
    "HF_HUB_OFFLINE, hub.offline, true",
    "TRANSFORMERS_OFFLINE, hub.offline, true"
  })
  void theEnvironmentBeatsTheFile(String variable, String key, String value) throws Exception {
    loader(Map.of()).store(key, key.equals("hub.offline") ? "false" : value + "-of-file");

    assertThat(entry(loader(Map.of(variable, value)), key))
        .isEqualTo(new ConfigEntry(key, value, Origin.ENV, variable));
  }

  @Test
  void anEmptyVariableIsNone() throws Exception {
    assertThat(entry(loader(Map.of("HFFS_HOME", "  ")), "cache.dir").origin())
        .isEqualTo(Origin.DEFAULT);
  }

  @Test
  void aFlagBeatsTheEnvironment() throws Exception {
    ConfigLoader loader =
        new ConfigLoader(
            Map.of("HFFS_HOME", "/env"), home, Map.of("cache.dir", "/flag", "daemon.port", "1"));

    assertThat(loader.load().root()).isEqualTo(Path.of("/flag"));
    assertThat(loader.load().port()).isEqualTo(1);
    assertThat(entry(loader, "daemon.port").origin()).isEqualTo(Origin.FLAG);
  }

  @Test
  void hfHomeMovesCacheAndToken() throws Exception {
    DaemonConfig config = loader(Map.of("HF_HOME", "~/hf")).load();

    assertThat(config.hfCache()).isEqualTo(home.resolve("hf/hub"));
    assertThat(config.tokenFile()).isEqualTo(home.resolve("hf/token"));
  }

  @Test
  void xdgCacheHomeMovesHfHome() throws Exception {
    assertThat(loader(Map.of("XDG_CACHE_HOME", "/xdg")).load().tokenFile())
        .isEqualTo(Path.of("/xdg/huggingface/token"));
  }

  @Test
  void relativeVariablesAreTakenFromHere() throws Exception {
    assertThat(loader(Map.of("HFFS_HOME", "here")).load().root())
        .isEqualTo(Path.of("here").toAbsolutePath());
  }

  @Test
  void theFileIsOutsideTheCacheDirectory() throws Exception {
    ConfigLoader loader = loader(Map.of("XDG_CONFIG_HOME", home.resolve("conf").toString()));

    assertThat(loader.file()).isEqualTo(home.resolve("conf/hffs/config.json"));
    assertThat(loader.file().startsWith(loader.load().root())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"cache.sise\":\"5GB\"}; unknown setting 'cache.sise'",
        "{\"daemon.port\":\"99999\"}; daemon.port: not a port: '99999'",
        "{\"cache.max-size\":\"lots\"}; cache.max-size: not a size: 'lots'",
        "{\"cache.dir\":\"relative\"}; cache.dir: not an absolute path: 'relative'",
        "{\"tree.refresh-after\":\"60\"}; tree.refresh-after: not a duration: '60'",
        "{\"hub.endpoint\":\"huggingface.co\"}; hub.endpoint: not an address",
        "{\"hub.mirrors\":\"https://ok.example.org, ftp://no\"}; hub.mirrors: not an address",
        "{\"peers.discovery\":\"yes\"}; peers.discovery: neither on nor off: 'yes'",
        "{\"peers.dns-name\":\"10.0.0.1\"}; peers.dns-name: not a DNS name: '10.0.0.1'",
        "{\"peers.dns-name\":\"a.example:9009\"}; peers.dns-name: not a DNS name",
        "{\"peers.group-key-file\":\"key\"}; peers.group-key-file: not an absolute path: 'key'",
        "{\"peers.hosts\":\"ok, http://no\"}; peers.hosts: not a host: 'http://no'",
        "{\"peers.legacy-port\":\"old\"}; peers.legacy-port: not a port: 'old'",
        "{\"peers.port\":\"70000\"}; peers.port: not a port: '70000'",
        "{\"peers.share\":\"!a/b/c\"}; peers.share: not a pattern of repositories: 'a/b/c'",
        "{\"peers.verify\":\"never\"}; peers.verify: no such way to verify: 'never'",
        "{\"daemon.port\":{}}; is not a JSON object of strings",
        "{\"cache.dir\":null}; cache.dir is null",
        "{} {}; is not a JSON object of strings",
        "not json; is not a JSON object of strings",
        "[]; is not a JSON object of strings"
      })
  void aBadFileIsNamedWithWhatIsWrong(String json, String complaint) throws Exception {
    write(json);

    assertThatThrownBy(() -> loader(Map.of()).load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(complaint);
  }

  @Test
  void aBadVariableIsNamed() {
    assertThatThrownBy(() -> loader(Map.of("HF_ENDPOINT", "nonsense")).load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("HF_ENDPOINT")
        .hasMessageContaining("nonsense");
  }

  @Test
  void aBadValueIsNotStored() throws Exception {
    ConfigLoader loader = loader(Map.of());

    assertThatThrownBy(() -> loader.store("daemon.port", "http"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("not a port");
    assertThatThrownBy(() -> loader.store("no.such", "1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there are cache.dir,");
    assertThat(loader.file()).doesNotExist();
  }

  @Test
  void onePortForBothKindsOfNodesIsRefused() throws Exception {
    ConfigLoader loader = loader(Map.of());
    loader.store("peers.legacy-port", "9009");

    assertThatThrownBy(loader::load)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "peers.port and peers.legacy-port are both 9009; give one of them another port, or"
                + " leave peers.legacy-port blank");
  }

  @Test
  void storingKeepsTheOthersAndLeavesNothingBeside() throws Exception {
    ConfigLoader loader = loader(Map.of());
    loader.store("daemon.port", "9555");
    loader.store("cache.max-size", "5GB");

    assertThat(loader.load().port()).isEqualTo(9555);
    try (Stream<Path> files = Files.list(loader.file().getParent())) {
      assertThat(files).containsExactly(loader.file());
    }
  }

  @Test
  void slashesAtTheEndOfAnEndpointGo() throws Exception {
    assertThat(loader(Map.of("HF_ENDPOINT", "http://localhost:8080/hf//")).load().endpoint())
        .isEqualTo(URI.create("http://localhost:8080/hf"));
  }
}
