package io.hffs.daemon.api;

/** A token of the Hub. Its text is only in {@link #value()}; printing it shows nothing. */
public record AccessToken(String value) {

  public AccessToken {
    value = value.strip();
    if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "not a token: it is empty or holds blanks; copy it again from the Hub's settings page");
    }
  }

  @Override
  public String toString() {
    return "AccessToken[hidden]";
  }
}
