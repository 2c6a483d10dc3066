package io.hffs.fs.hub;

/**
 * A user's secret for the Hub, and where it was found. Never shown: {@link #toString()} leaves the
 * value out.
 *
 * @param origin in words for the user: {@code HF_TOKEN}, or the path of a file
 */
public record Token(String value, String origin) {

  public Token {
    if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw new IllegalArgumentException("not a token: the one from " + origin);
    }
  }

  @Override
  public String toString() {
    return "token from " + origin;
  }
}
