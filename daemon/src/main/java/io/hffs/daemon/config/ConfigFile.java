package io.hffs.daemon.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The file of stored settings, one flat object of strings:
 *
 * <pre>{@code
 * {
 *   "cache.dir" : "/data/hffs",
 *   "hub.mirrors" : "https://hf-mirror.com, https://hub.example.org with-token"
 * }
 * }</pre>
 *
 * Written whole to a temporary file and renamed, so a reader sees the old one or the new one.
 */
final class ConfigFile {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;

  ConfigFile(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  /**
   * Returns what is stored; nothing when there is no file.
   *
   * @throws ConfigException when the file is not such an object, or a key or value is not known
   */
  Map<String, String> read() throws IOException {
    byte[] json;
    try {
      json = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Map.of();
    }
    return parse(json);
  }

  /** Reads what such a file holds; throws as {@link #read}. */
  Map<String, String> parse(byte[] json) throws ConfigException {
    Map<String, String> values;
    try {
      values = JSON.readValue(new String(json, StandardCharsets.UTF_8), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          file
              + " is not a JSON object of strings (line "
              + (e.getLocation() == null ? "?" : e.getLocation().getLineNr())
              + "); correct it or delete it",
          e);
    }
    if (values == null) {
      return Map.of();
    }
    for (Map.Entry<String, String> entry : values.entrySet()) {
      check(entry.getKey(), entry.getValue());
    }
    return values;
  }

  private void check(String key, @Nullable String value) throws ConfigException {
    if (value == null) {
      throw new ConfigException(file + ": " + key + " is null; write a text or leave it out");
    }
    Optional<Setting> setting = Setting.of(key);
    if (setting.isEmpty()) {
      throw new ConfigException(
          file + ": unknown setting '" + key + "'; there are " + Setting.keys());
    }
    try {
      setting.get().check(value);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(file + ": " + key + ": " + e.getMessage(), e);
    }
  }

  /** Stores one value, or drops it when empty, and keeps the others. */
  void store(Setting setting, Optional<String> value) throws IOException {
    Map<String, String> values = new TreeMap<>(read());
    value.ifPresentOrElse(
        text -> values.put(setting.key(), text), () -> values.remove(setting.key()));
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path fresh = Files.createTempFile(directory, "config", ".tmp");
    try {
      Files.writeString(fresh, JSON.writeValueAsString(values) + "\n");
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
