package io.hffs.cli.output;

import java.util.Locale;

/** Numbers of bytes for people, in decimal units as the Hub shows them: {@code 4.9 GB}. */
public final class Sizes {

  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Sizes() {}

  public static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    // 999.95 would be shown as 1000.0.
    while (value >= 999.95 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** Returns how much of it is there, {@code 42%}: 100 % only when all is. */
  public static String percent(long part, long whole) {
    if (part >= whole) {
      return "100%";
    }
    return Math.min(99, (long) (100.0 * part / whole)) + "%";
  }
}
