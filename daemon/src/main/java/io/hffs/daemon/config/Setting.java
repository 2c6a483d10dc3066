package io.hffs.daemon.config;

import io.hffs.daemon.api.DurationText;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every setting: its key in the file, the variables that override it, and how it is checked. */
enum Setting {
  CACHE_DIR("cache.dir", "HFFS_HOME") {
    @Override
    void check(String value) {
      if (!Path.of(value).isAbsolute()) {
        throw new IllegalArgumentException(
            "not an absolute path: '" + value + "' (write it from the root: /data/hffs)");
      }
    }
  },
  CACHE_MAX_SIZE("cache.max-size", "") {
    @Override
    void check(String value) {
      quota(value);
    }
  },
  DAEMON_PORT("daemon.port", "") {
    @Override
    void check(String value) {
      port(value);
    }
  },
  HF_CACHE("hf.cache", "HF_HUB_CACHE HUGGINGFACE_HUB_CACHE") {
    @Override
    void check(String value) {
      CACHE_DIR.check(value);
    }
  },
  HF_TOKEN_FILE("hf.token-file", "HF_TOKEN_PATH") {
    @Override
    void check(String value) {
      CACHE_DIR.check(value);
    }
  },
  HUB_ENDPOINT("hub.endpoint", "HF_ENDPOINT") {
    @Override
    void check(String value) {
      Endpoints.parse(value);
    }
  },
  HUB_MIRRORS("hub.mirrors", "") {
    @Override
    void check(String value) {
      mirrors(value);
    }
  },
  HUB_OFFLINE("hub.offline", "HF_HUB_OFFLINE TRANSFORMERS_OFFLINE") {
    @Override
    void check(String value) {}
  },
  TREE_REFRESH_AFTER("tree.refresh-after", "") {
    @Override
    void check(String value) {
      DurationText.parse(value);
    }
  };

  /** Stands for "no quota" in {@code cache.max-size}. */
  static final String NO_QUOTA = "none";

  private final String key;
  private final String variables;

  Setting(String key, String variables) {
    this.key = key;
    this.variables = variables;
  }

  String key() {
    return key;
  }

  /** Returns the variables that override it, the strongest first. */
  List<String> variables() {
    return variables.isEmpty() ? List.of() : List.of(variables.split(" ", -1));
  }

  /** Throws IllegalArgumentException, with a sentence, when a user cannot have meant this value. */
  abstract void check(String value);

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  static String keys() {
    return Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(", "));
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
