package io.hffs.fs.hub;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Where the bytes of a file can be had for a while. Often signed, and then a secret of the user:
 * never on disk, never in a message.
 *
 * @param staleAt from then on a new one is asked for
 */
record FileAddress(HttpUrl url, Instant staleAt) {

  /** For addresses that do not say; the Hub signs for an hour. */
  private static final Duration DEFAULT_LIFE = Duration.ofMinutes(50);

  private static final Duration MARGIN = Duration.ofMinutes(5);

  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * Makes the address that a redirect led to.
   *
   * @param serverTime by the clock of the server that signed it
   * @param now by ours
   */
  static FileAddress of(HttpUrl url, Instant serverTime, Instant now) {
    Duration life =
        expiry(url).map(expiry -> Duration.between(serverTime, expiry)).orElse(DEFAULT_LIFE);
    boolean isLong = life.compareTo(MARGIN.multipliedBy(2)) >= 0;
    return new FileAddress(url, now.plus(isLong ? life.minus(MARGIN) : life.dividedBy(2)));
  }

  private static Optional<Instant> expiry(HttpUrl url) {
    Optional<Long> expires = number(url, "Expires");
    if (expires.isPresent()) {
      return expires.map(Instant::ofEpochSecond);
    }
    Optional<Long> life = number(url, "X-Amz-Expires");
    String date = url.queryParameter("X-Amz-Date");
    if (life.isEmpty() || date == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.from(AMZ_DATE.parse(date)).plusSeconds(life.get()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> number(HttpUrl url, String name) {
    return Optional.ofNullable(url.queryParameter(name))
        .filter(value -> value.matches("\\d{1,11}"))
        .map(Long::parseLong);
  }

  /** Leaves the query out. */
  @Override
  public String toString() {
    return Redaction.withoutQuery(url);
  }
}
