package io.hffs.daemon.config;

import java.net.URI;

/**
 * A place that serves what the Hub serves.
 *
 * @param sendsToken whether the user told hffs to show it the Hub token; false unless told
 */
public record Mirror(URI endpoint, boolean sendsToken) {

  private static final String WITH_TOKEN = " with-token";

  /**
   * Reads {@code https://host} or {@code https://host with-token}.
   *
   * @throws IllegalArgumentException with a sentence
   */
  static Mirror parse(String text) {
    String stripped = text.strip();
    boolean sendsToken = stripped.endsWith(WITH_TOKEN);
    String url =
        sendsToken
            ? stripped.substring(0, stripped.length() - WITH_TOKEN.length()).strip()
            : stripped;
    return new Mirror(Endpoints.parse(url), sendsToken);
  }

  @Override
  public String toString() {
    return endpoint + (sendsToken ? WITH_TOKEN : "");
  }
}
