package io.hffs.daemon.api;

/**
 * A setting with the value in force.
 *
 * @param key as in the configuration file, {@code daemon.port}
 * @param value as a user would write it
 * @param origin who said so
 * @param originName the variable, flag or file; empty for a default
 */
public record ConfigEntry(String key, String value, Origin origin, String originName) {

  /** Where a value comes from; a later one wins. */
  public enum Origin {
    DEFAULT,
    FILE,
    ENV,
    FLAG
  }
}
