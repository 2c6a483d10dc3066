package io.hffs.fs.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code Link: <https://host/api/…?cursor=…>; rel="next"}. */
final class LinkHeader {

  private static final Pattern LINK = Pattern.compile("<([^>]*)>((?:\\s*;[^,<]*)?)");
  private static final Pattern NEXT = Pattern.compile("(?i);\\s*rel=\"?next\"?\\s*(?:;|$)");

  private LinkHeader() {}

  /** Returns the address of the next page, empty on the last one. */
  static Optional<String> next(String header) {
    Matcher link = LINK.matcher(header);
    while (link.find()) {
      if (NEXT.matcher(link.group(2)).find()) {
        return Optional.of(link.group(1));
      }
    }
    return Optional.empty();
  }
}
