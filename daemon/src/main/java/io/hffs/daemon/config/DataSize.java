package io.hffs.daemon.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as people write it: {@code 50GiB} (1024), {@code 50GB} or {@code 50g} (1000),
 * {@code 1.5TB}, {@code 4096}.
 */
public record DataSize(long bytes) {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)\\s*([kmgtp]?)(i?)b?");
  private static final Map<String, Integer> POWERS =
      Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4, "p", 5);
  private static final String[] BINARY_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + bytes);
    }
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException with a sentence that shows how to write one
   */
  public static DataSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches() || (matcher.group(2).isEmpty() && !matcher.group(3).isEmpty())) {
      throw new IllegalArgumentException(
          "not a size: '" + text + "' (write 50GB, 50GiB, 1.5TB or a number of bytes)");
    }
    BigDecimal unit = BigDecimal.valueOf(matcher.group(3).isEmpty() ? 1000 : 1024);
    BigDecimal bytes =
        new BigDecimal(matcher.group(1))
            .multiply(unit.pow(POWERS.getOrDefault(matcher.group(2), 0)))
            .setScale(0, RoundingMode.HALF_UP);
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("too large a size: '" + text + "' (at most 8 EiB)");
    }
    return new DataSize(bytes.longValueExact());
  }

  /** Writes it so that {@link #parse} gives it back exactly: {@code 50GiB}, {@code 1234B}. */
  @Override
  public String toString() {
    long value = bytes;
    int unit = 0;
    while (value != 0 && value % 1024 == 0 && unit < BINARY_UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return value + BINARY_UNITS[unit];
  }
}
