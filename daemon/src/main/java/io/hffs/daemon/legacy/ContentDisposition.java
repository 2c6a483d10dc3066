package io.hffs.daemon.legacy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The name under which a browser saves a file. Pure. */
final class ContentDisposition {

  private ContentDisposition() {}

  /**
   * Returns the header: to be saved, never shown, because a page of a repository must not run under
   * our address. In both forms, as the Hub writes it: one for every letter, and one for programs
   * that know only the old.
   */
  static String attachment(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
    return "attachment; filename*=UTF-8''"
        + encoded.replace("+", "%20").replace("*", "%2A")
        + "; filename=\""
        + name.replaceAll("[^ -~]|[\"\\\\]", "_")
        + "\"";
  }
}
