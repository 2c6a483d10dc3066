package io.hffs.daemon.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Addresses of the Hub and of mirrors as users write them. */
final class Endpoints {

  private Endpoints() {}

  /**
   * Reads {@code https://host[:port][/path]}, without the slash at its end.
   *
   * @throws IllegalArgumentException with a sentence
   */
  static URI parse(String text) {
    String stripped = withoutSlashesAtTheEnd(text.strip());
    try {
      URI uri = new URI(stripped);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean web = scheme.equals("https") || scheme.equals("http");
      if (web && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(refusal(text), e);
    }
    throw new IllegalArgumentException(refusal(text));
  }

  private static String withoutSlashesAtTheEnd(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }

  private static String refusal(String text) {
    return "not an address: '" + text + "' (write https://huggingface.co)";
  }
}
