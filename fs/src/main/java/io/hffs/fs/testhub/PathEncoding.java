package io.hffs.fs.testhub;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Percent-encoding of path segments, where {@code +} is a plus and {@code %2F} no separator. */
final class PathEncoding {

  private static final String PLAIN = "-_.~";

  private PathEncoding() {}

  /** Splits a raw path at its slashes and decodes each segment. */
  static List<String> decodedSegments(String rawPath) {
    String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
    return Arrays.stream(path.split("/", -1)).map(PathEncoding::decode).toList();
  }

  /** Decodes leniently: what is no escape stands for itself. */
  static String decode(String segment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
    byte[] raw = segment.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < raw.length; i++) {
      int high = i + 2 < raw.length && raw[i] == '%' ? Character.digit(raw[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
      if (low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Encodes all but the unreserved characters and the slashes. */
  static String encodePath(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      if (plain || c == '/') {
        encoded.append(c);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return encoded.toString();
  }

  /** Encodes as one segment or query value: slashes too. */
  static String encodeSegment(String segment) {
    return encodePath(segment).replace("/", "%2F");
  }
}
