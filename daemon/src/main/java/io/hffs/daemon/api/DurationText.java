package io.hffs.daemon.api;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 60s}, {@code 5m}, {@code 2h}, {@code 1d}. */
public final class DurationText {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*([smhd])");
  private static final Map<String, Long> SECONDS =
      Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L);

  private DurationText() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException with a sentence that shows how to write one
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not a duration: '" + text + "' (write a number and a unit: 60s, 5m, 2h, 1d)");
    }
    return Duration.ofSeconds(
        Long.parseLong(matcher.group(1)) * SECONDS.getOrDefault(matcher.group(2), 1L));
  }
}
