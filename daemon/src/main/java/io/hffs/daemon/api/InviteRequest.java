package io.hffs.daemon.api;

import java.time.Duration;

/**
 * Asks for a token that lets another machine pair with this one.
 *
 * @param introduces whether this machine makes those that join by the token known to one another
 * @param validFor how long the token is good; a second to a day
 */
public record InviteRequest(boolean introduces, Duration validFor) {

  private static final Duration LONGEST = Duration.ofDays(1);

  public InviteRequest {
    if (validFor.compareTo(Duration.ofSeconds(1)) < 0 || validFor.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "an invite cannot be good for " + validFor.toSeconds() + " s; write 1s to 24h");
    }
  }
}
