package io.hffs.daemon.discovery;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a machine says of itself on the local network, beside its port: the TXT record of RFC 6763,
 * entries with their length in one byte before them:
 *
 * <pre>{@code
 * \3v=1\19id=mfrggzdfmztwq2lk
 * }</pre>
 *
 * Names of users and repositories are not in it.
 *
 * @param idPrefix the first 16 characters of the device id in base32, in lower case
 */
record Announcement(String idPrefix) {

  private static final String VERSION = "1";

  /** Leaves room for entries of later versions; a longer text is not ours. */
  private static final int MAX_BYTES = 400;

  Announcement {
    if (!Candidate.isIdPrefix(idPrefix)) {
      throw new IllegalArgumentException("not the start of a device id: '" + idPrefix + "'");
    }
  }

  /** Reads what anybody may have sent; empty when it is not what this version says. */
  static Optional<Announcement> read(byte[] text) {
    if (text.length > MAX_BYTES) {
      return Optional.empty();
    }
    Map<String, String> entries = new HashMap<>();
    int position = 0;
    while (position < text.length) {
      int length = text[position] & 0xff;
      if (length > text.length - position - 1) {
        return Optional.empty();
      }
      String entry =
          new String(text, position + 1, length, StandardCharsets.ISO_8859_1); // one char a byte
      int equals = entry.indexOf('=');
      if (equals > 0) {
        String key = entry.substring(0, equals).toLowerCase(Locale.ROOT);
        entries.putIfAbsent(key, entry.substring(equals + 1)); // RFC 6763, 6.4: the first counts
      }
      position += 1 + length;
    }
    String id = entries.getOrDefault("id", "");
    return VERSION.equals(entries.get("v")) && Candidate.isIdPrefix(id)
        ? Optional.of(new Announcement(id))
        : Optional.empty();
  }

  /** Returns the TXT record. */
  byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (String entry : new String[] {"v=" + VERSION, "id=" + idPrefix}) {
      byte[] bytes = entry.getBytes(StandardCharsets.US_ASCII);
      text.write(bytes.length);
      text.writeBytes(bytes);
    }
    return text.toByteArray();
  }
}
