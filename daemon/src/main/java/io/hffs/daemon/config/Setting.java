package io.hffs.daemon.config;

import io.hffs.daemon.api.DurationText;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Every setting: its key in the file, the variables that override it, and how it is checked. */
enum Setting {
  CACHE_DIR("cache.dir", "HFFS_HOME", Setting::absolute),
  CACHE_MAX_SIZE("cache.max-size", "", Setting::quota),
  DAEMON_PORT("daemon.port", "", Setting::port),
  HF_CACHE("hf.cache", "HF_HUB_CACHE HUGGINGFACE_HUB_CACHE", Setting::absolute),
  HF_TOKEN_FILE("hf.token-file", "HF_TOKEN_PATH", Setting::absolute),
  HUB_ENDPOINT("hub.endpoint", "HF_ENDPOINT", Endpoints::parse),
  HUB_MIRRORS("hub.mirrors", "", Setting::mirrors),
  HUB_OFFLINE("hub.offline", "HF_HUB_OFFLINE TRANSFORMERS_OFFLINE", Setting::isTrue),
  PEERS_DISCOVERY("peers.discovery", "", PeerSettingTexts::discovery),
  PEERS_DNS_NAME("peers.dns-name", "", PeerSettingTexts::dnsName),
  PEERS_GROUP_KEY_FILE("peers.group-key-file", "", PeerSettingTexts::groupKeyFile),
  PEERS_HOSTS("peers.hosts", "", PeerSettingTexts::hosts),
  PEERS_LEGACY_PORT("peers.legacy-port", "", PeerSettingTexts::legacyPort),
  PEERS_PORT("peers.port", "", Setting::port),
  PEERS_SHARE("peers.share", "", SharePatterns::parse),
  PEERS_VERIFY("peers.verify", "", PeerSettingTexts::verification),
  TREE_REFRESH_AFTER("tree.refresh-after", "", DurationText::parse);

  /** Stands for "no quota" in {@code cache.max-size}. */
  static final String NO_QUOTA = "none";

  private final String key;
  private final String variables;

  @SuppressWarnings("ImmutableEnumChecker") // static methods only, which keep nothing
  private final Consumer<String> reading;

  /**
   * @param reading throws IllegalArgumentException, with a sentence, for what cannot be meant
   */
  Setting(String key, String variables, Consumer<String> reading) {
    this.key = key;
    this.variables = variables;
    this.reading = reading;
  }

  String key() {
    return key;
  }

  /** Returns the variables that override it, the strongest first. */
  List<String> variables() {
    return variables.isEmpty() ? List.of() : List.of(variables.split(" ", -1));
  }

  /** Throws IllegalArgumentException, with a sentence, when a user cannot have meant this value. */
  void check(String value) {
    reading.accept(value);
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  static String keys() {
    return Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(", "));
  }

  static Path absolute(String value) {
    Path path = Path.of(value);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(
          "not an absolute path: '" + value + "' (write it from the root: /data/hffs)");
    }
    return path;
  }

  static DataSize quota(String value) {
    return value.equals(NO_QUOTA) ? new DataSize(0) : DataSize.parse(value);
  }

  static int port(String value) {
    String stripped = value.strip();
    if (stripped.matches("\\d{1,5}")) {
      int port = Integer.parseInt(stripped);
      if (port <= 65_535) {
        return port;
      }
    }
    throw new IllegalArgumentException(
        "not a port: '" + value + "' (write a number from 1 to 65535, or 0 for any free one)");
  }

  /** Reads mirrors parted by commas; blank is none. */
  static List<Mirror> mirrors(String value) {
    return Arrays.stream(value.split(","))
        .filter(part -> !part.isBlank())
        .map(Mirror::parse)
        .toList();
  }

  /** Reads what the official client reads as true. */
  static boolean isTrue(String value) {
    return value.strip().matches("(?i)1|on|yes|true");
  }
}
