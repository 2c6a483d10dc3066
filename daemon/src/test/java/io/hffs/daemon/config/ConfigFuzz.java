package io.hffs.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.DurationText;
import io.hffs.fs.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The file of settings, and each text that a setting takes. */
public final class ConfigFuzz implements FuzzTarget.Provider {

  private static final ConfigFile FILE = new ConfigFile(Path.of("/nowhere/config.json"));

  /** All settings in turn read the same text, so that a longer one would count many times. */
  private static final int MAX_TEXT_BYTES = 1024;

  @Override
  public List<FuzzTarget> targets() {
    return List.of(
        new FuzzTarget("config", ConfigFuzz::file), new FuzzTarget("settings", ConfigFuzz::texts));
  }

  private static boolean file(byte[] input) {
    try {
      FILE.parse(input).forEach((key, value) -> assertThat(Setting.of(key)).isPresent());
      return true;
    } catch (ConfigException e) {
      assertThat(e.getMessage()).contains("config.json");
      return false;
    }
  }

  private static boolean texts(byte[] input) {
    int length = Math.min(input.length, MAX_TEXT_BYTES);
    String text = new String(input, 0, length, StandardCharsets.UTF_8);
    for (Setting setting : Setting.values()) {
      accepts(() -> setting.check(text));
    }
    boolean size =
        accepts(
            () -> {
              DataSize read = DataSize.parse(text);
              assertThat(DataSize.parse(read.toString())).isEqualTo(read);
            });
    accepts(
        () -> {
          SharePatterns patterns = SharePatterns.parse(text);
          assertThat(SharePatterns.parse(patterns.toString())).isEqualTo(patterns);
        });
    accepts(
        () -> {
          Mirror mirror = Mirror.parse(text);
          assertThat(Mirror.parse(mirror.toString())).isEqualTo(mirror);
        });
    boolean time =
        accepts(() -> assertThat(DurationText.parse(text)).isGreaterThanOrEqualTo(Duration.ZERO));
    return size || time;
  }

  private static boolean accepts(Runnable reading) {
    try {
      reading.run();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
