package io.hffs.fs.hub;

import io.hffs.fs.source.SourceException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers a token that the Hub does not accept, so that a file browser over a thousand files does
 * not offer it a thousand times: one caller tries it again after 2 s, 8 s, 32 s, then each minute.
 * So the Hub is asked four times in the first minute, with room for what was under way.
 *
 * <p>Thread-safe. Another token, or an answer to this one, ends it.
 */
final class RefusedToken {

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int FACTOR = 4;

  private final String hub;
  private final InstantSource clock;
  private @Nullable String value;
  private Duration length = FIRST;
  private Instant until = Instant.EPOCH;
  private Instant since = Instant.EPOCH;
  private boolean trying;

  RefusedToken(String hub, InstantSource clock) {
    this.hub = hub;
    this.clock = clock;
  }

  /**
   * Lets a token pass. When the wait for a refused one is over, the first caller tries it, and the
   * others are turned away until that is answered, or for as long again if it never is.
   *
   * @throws SourceException DENIED when it was refused a moment ago
   */
  synchronized void check(Token token) throws SourceException {
    if (!token.value().equals(value)) {
      return;
    }
    Instant now = clock.instant();
    Duration left = Duration.between(now, until);
    if (left.compareTo(Duration.ZERO) > 0 && left.compareTo(LONGEST) <= 0) {
      throw HubErrors.invalidToken(hub, token);
    }
    trying = true;
    until = now.plus(length);
  }

  /** The Hub refused it. Requests that were under way when it first did so change nothing. */
  synchronized void refused(Token token) {
    boolean same = token.value().equals(value);
    if (same && !trying) {
      return;
    }
    if (!same) {
      since = clock.instant();
    }
    Duration longer = length.multipliedBy(FACTOR);
    if (!same) {
      length = FIRST;
    } else {
      length = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }
    value = token.value();
    trying = false;
    until = clock.instant().plus(length);
  }

  /** Returns since when the token is refused that was refused last; empty when none is. */
  synchronized Optional<Instant> since() {
    return value == null ? Optional.empty() : Optional.of(since);
  }

  synchronized void accepted(Token token) {
    if (token.value().equals(value)) {
      value = null;
      trying = false;
      length = FIRST;
    }
  }
}
