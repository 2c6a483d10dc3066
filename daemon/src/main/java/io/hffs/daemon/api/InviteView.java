package io.hffs.daemon.api;

import java.time.Instant;

/**
 * An open invite. Printing it hides the token.
 *
 * @param token one line without blanks; whoever has it can pair with this machine
 * @param port on which this machine waits for the other
 */
public record InviteView(String token, Instant expiresAt, int port) {

  @Override
  public String toString() {
    return "InviteView[expiresAt=" + expiresAt + ", port=" + port + "]";
  }
}
