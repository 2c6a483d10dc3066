package io.hffs.fs.hub;

import io.hffs.fs.source.SourceException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Remembers a token that the Hub does not accept, so that a file browser over a thousand files does
 * not offer it a thousand times: it is tried again after 1 s, 2 s and so on to 60 s.
 *
 * <p>Thread-safe. Another token, or an answer to this one, ends it.
 */
final class RefusedToken {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final String hub;
  private final InstantSource clock;
  private @Nullable String value;
  private Duration length = FIRST;
  private Instant until = Instant.EPOCH;

  RefusedToken(String hub, InstantSource clock) {
    this.hub = hub;
    this.clock = clock;
  }

  /**
   * Lets a token pass.
   *
   * @throws SourceException DENIED when it was refused a moment ago
   */
  synchronized void check(Token token) throws SourceException {
    Duration left = Duration.between(clock.instant(), until);
    boolean waiting = !left.isNegative() && !left.isZero() && left.compareTo(LONGEST) <= 0;
    if (token.value().equals(value) && waiting) {
      throw HubErrors.invalidToken(hub, token);
    }
  }

  synchronized void refused(Token token) {
    if (!token.value().equals(value)) {
      length = FIRST;
    } else if (length.compareTo(LONGEST) < 0) {
      length = length.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : length.multipliedBy(2);
    }
    value = token.value();
    until = clock.instant().plus(length);
  }

  synchronized void accepted(Token token) {
    if (token.value().equals(value)) {
      value = null;
      length = FIRST;
    }
  }
}
