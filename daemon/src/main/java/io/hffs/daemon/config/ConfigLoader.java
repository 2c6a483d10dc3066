package io.hffs.daemon.config;

import io.hffs.daemon.api.ConfigEntry;
import io.hffs.daemon.api.ConfigEntry.Origin;
import io.hffs.daemon.api.DurationText;
import io.hffs.fs.device.PeerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the layers of settings together. Reads the file anew at each call, so a changed file is
 * seen; the environment and the flags are those of the process.
 */
public final class ConfigLoader {

  private static final String DEFAULT_PORT = "9010";

  private final Map<String, String> environment;
  private final Path home;
  private final Map<String, String> flags;
  private final ConfigFile file;

  /**
   * @param home the user's home directory
   * @param flags settings by key, from the command line
   */
  public ConfigLoader(Map<String, String> environment, Path home, Map<String, String> flags) {
    this.environment = Map.copyOf(environment);
    this.home = home.toAbsolutePath();
    this.flags = Map.copyOf(flags);
    this.file = new ConfigFile(configFile(environment, this.home));
  }

  /** Returns where settings are stored: never inside the cache directory, which is one of them. */
  public Path file() {
    return file.path();
  }

  private static Path configFile(Map<String, String> environment, Path home) {
    String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path base = xdg.startsWith("/") ? Path.of(xdg) : home.resolve(".config");
    return base.resolve("hffs").resolve("config.json");
  }

  /** Returns every setting with its value and origin, by key. */
  public List<ConfigEntry> entries() throws IOException {
    return List.copyOf(effective().values());
  }

  /** Returns the settings in force. */
  public DaemonConfig load() throws IOException {
    Map<Setting, ConfigEntry> all = effective();
    return new DaemonConfig(
        Setting.absolute(value(all, Setting.CACHE_DIR)).normalize(),
        Setting.quota(value(all, Setting.CACHE_MAX_SIZE)),
        Setting.port(value(all, Setting.DAEMON_PORT)),
        Endpoints.parse(value(all, Setting.HUB_ENDPOINT)),
        Setting.mirrors(value(all, Setting.HUB_MIRRORS)),
        Setting.isTrue(value(all, Setting.HUB_OFFLINE)),
        Setting.absolute(value(all, Setting.HF_CACHE)),
        Setting.absolute(value(all, Setting.HF_TOKEN_FILE)),
        DurationText.parse(value(all, Setting.TREE_REFRESH_AFTER)),
        peers(all));
  }

  /** Returns what the user shares, which follows the file. */
  public ShareSetting shares() throws IOException {
    return new ShareSetting(
        file.path(),
        () -> SharePatterns.parse(value(effective(), Setting.PEERS_SHARE)),
        System::nanoTime);
  }

  private static PeerSettings peers(Map<Setting, ConfigEntry> all) throws ConfigException {
    try {
      return new PeerSettings(
          PeerSettingTexts.discovery(value(all, Setting.PEERS_DISCOVERY)),
          PeerSettingTexts.hosts(value(all, Setting.PEERS_HOSTS)),
          PeerSettingTexts.dnsName(value(all, Setting.PEERS_DNS_NAME)),
          PeerSettingTexts.groupKeyFile(value(all, Setting.PEERS_GROUP_KEY_FILE)),
          Setting.port(value(all, Setting.PEERS_PORT)),
          PeerSettingTexts.legacyPort(value(all, Setting.PEERS_LEGACY_PORT)),
          PeerSettingTexts.verification(value(all, Setting.PEERS_VERIFY)));
    } catch (IllegalArgumentException e) {
      // Each was good by itself when it was read, so the sentence names them all.
      throw new ConfigException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Stores a setting, or goes back to its default when {@code value} is null.
   *
   * @throws ConfigException with a sentence when the key or the value is not good
   */
  public void store(String key, @Nullable String value) throws IOException {
    Setting setting =
        Setting.of(key)
            .orElseThrow(
                () ->
                    new ConfigException(
                        "unknown setting '" + key + "'; there are " + Setting.keys()));
    if (value != null) {
      checked(setting, value, "");
    }
    file.store(setting, Optional.ofNullable(value));
  }

  private static String value(Map<Setting, ConfigEntry> all, Setting setting) {
    ConfigEntry entry = all.get(setting);
    if (entry == null) {
      throw new IllegalStateException("no value for " + setting);
    }
    return entry.value();
  }

  private Map<Setting, ConfigEntry> effective() throws IOException {
    Map<String, String> stored = file.read();
    Map<Setting, ConfigEntry> all = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      all.put(setting, effective(setting, stored));
    }
    return all;
  }

  private ConfigEntry effective(Setting setting, Map<String, String> stored)
      throws ConfigException {
    String flag = flags.get(setting.key());
    if (flag != null) {
      checked(setting, flag, "");
      return new ConfigEntry(setting.key(), flag, Origin.FLAG, "");
    }
    for (String variable : setting.variables()) {
      String text = environment.getOrDefault(variable, "").strip();
      if (!text.isEmpty()) {
        String expanded = expand(setting, text);
        checked(setting, expanded, variable + ": ");
        return new ConfigEntry(setting.key(), expanded, Origin.ENV, variable);
      }
    }
    String text = stored.get(setting.key());
    if (text != null) {
      return new ConfigEntry(setting.key(), text, Origin.FILE, file.path().toString());
    }
    return fallback(setting);
  }

  private static void checked(Setting setting, String value, String where) throws ConfigException {
    try {
      setting.check(value);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(where + e.getMessage(), e);
    }
  }

  private ConfigEntry fallback(Setting setting) {
    return switch (setting) {
      case CACHE_DIR -> byDefault(setting, home.resolve(".cache/hffs").toString());
      case CACHE_MAX_SIZE -> byDefault(setting, Setting.NO_QUOTA);
      case DAEMON_PORT -> byDefault(setting, DEFAULT_PORT);
      case HF_CACHE -> inHfHome(setting, "hub");
      case HF_TOKEN_FILE -> inHfHome(setting, "token");
      case HUB_ENDPOINT -> byDefault(setting, "https://huggingface.co");
      case HUB_MIRRORS -> byDefault(setting, "https://hf-mirror.com");
      case HUB_OFFLINE -> byDefault(setting, "false");
      case PEERS_DISCOVERY -> byDefault(setting, "on");
      case PEERS_PORT -> byDefault(setting, Integer.toString(PeerAddress.DEFAULT_PORT));
      case PEERS_VERIFY -> byDefault(setting, "default");
      case PEERS_DNS_NAME, PEERS_GROUP_KEY_FILE, PEERS_HOSTS, PEERS_LEGACY_PORT, PEERS_SHARE ->
          byDefault(setting, "");
      case TREE_REFRESH_AFTER -> byDefault(setting, "60s");
    };
  }

  /** HF_HOME moves both the token and the cache; XDG_CACHE_HOME moves HF_HOME. */
  private ConfigEntry inHfHome(Setting setting, String name) {
    String hfHome = environment.getOrDefault("HF_HOME", "").strip();
    if (!hfHome.isEmpty()) {
      return new ConfigEntry(
          setting.key(), absolute(hfHome).resolve(name).toString(), Origin.ENV, "HF_HOME");
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "").strip();
    Path cache = xdg.isEmpty() ? home.resolve(".cache") : absolute(xdg);
    return byDefault(setting, cache.resolve("huggingface").resolve(name).toString());
  }

  private static ConfigEntry byDefault(Setting setting, String value) {
    return new ConfigEntry(setting.key(), value, Origin.DEFAULT, "");
  }

  private String expand(Setting setting, String text) {
    return switch (setting) {
      case CACHE_DIR, HF_CACHE, HF_TOKEN_FILE -> absolute(text).toString();
      case HUB_OFFLINE -> Boolean.toString(Setting.isTrue(text));
      default -> text; // no path
    };
  }

  /** Variables may hold {@code ~} or a relative path, as with the official client. */
  private Path absolute(String text) {
    if (text.equals("~")) {
      return home;
    }
    Path path = text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
    return path.toAbsolutePath().normalize();
  }
}
