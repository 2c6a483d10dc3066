package io.hffs.daemon.config;

import io.hffs.daemon.config.PeerSettings.Verification;
import io.hffs.fs.device.PeerAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The settings about other machines as users write them. Each throws IllegalArgumentException, with
 * a sentence, for what cannot be meant.
 */
final class PeerSettingTexts {

  private PeerSettingTexts() {}

  static boolean discovery(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new IllegalArgumentException(
              "neither on nor off: '" + value + "' (write on or off)");
    };
  }

  /** Reads hosts parted by commas; blank is none. */
  static List<PeerAddress> hosts(String value) {
    return Arrays.stream(value.split(",", -1))
        .filter(part -> !part.isBlank())
        .map(PeerSettingTexts::host)
        .toList();
  }

  private static PeerAddress host(String part) {
    try {
      return PeerAddress.parse(part, PeerAddress.DEFAULT_PORT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a host: '"
              + part.strip()
              + "' (write host, host:9009, 192.0.2.7 or [2001:db8::7]:9009, parted by commas)",
          e);
    }
  }

  static @Nullable String dnsName(String value) {
    String name = value.strip();
    if (name.isEmpty()) {
      return null;
    }
    if (!PeerAddress.isName(name)) {
      throw new IllegalArgumentException(
          "not a DNS name: '"
              + value
              + "' (write one name without a port, as hffs.example.org; addresses go into"
              + " peers.hosts)");
    }
    return name;
  }

  static @Nullable Path groupKeyFile(String value) {
    return value.isBlank() ? null : Setting.absolute(value);
  }

  static @Nullable Integer legacyPort(String value) {
    return value.isBlank() ? null : Setting.port(value);
  }

  static Verification verification(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "default" -> Verification.DEFAULT;
      case "strict" -> Verification.STRICT;
      default ->
          throw new IllegalArgumentException(
              "no such way to verify: '" + value + "' (write default or strict)");
    };
  }
}
