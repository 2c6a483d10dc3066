package io.hffs.daemon.api;

import java.util.Objects;

/** Asks to check a token with the Hub and, when it is good, to store it for all programs. */
public record LoginRequest(AccessToken token) {

  public LoginRequest {
    Objects.requireNonNull(token, "token");
  }
}
