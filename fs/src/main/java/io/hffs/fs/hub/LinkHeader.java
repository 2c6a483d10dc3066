package io.hffs.fs.hub;

import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code Link: <https://host/api/…?cursor=…>; rel="next"}. */
final class LinkHeader {

  private static final Pattern NEXT = Pattern.compile("(?i);\\s*rel=\"?next\"?\\s*(?:;|$)");

  private LinkHeader() {}

  /** Returns the address of the next page, empty on the last one. Looks at each character once. */
  static Optional<String> next(String header) {
    int close = 0;
    for (int open = header.indexOf('<'); open >= 0; open = header.indexOf('<', close)) {
      close = header.indexOf('>', open);
      if (close < 0) {
        return Optional.empty();
      }
      if (NEXT.matcher(parameters(header, close + 1)).find()) {
        return Optional.of(header.substring(open + 1, close));
      }
    }
    return Optional.empty();
  }

  /** Returns what follows an address, up to the next link. */
  private static String parameters(String header, int from) {
    int end = from;
    while (end < header.length() && header.charAt(end) != ',' && header.charAt(end) != '<') {
      end++;
    }
    return header.substring(from, end);
  }
}
