package io.hffs.fs.hub;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Hub says of the requests that are left: {@code RateLimit: "api";r=499;t=295}.
 *
 * @param bucket which requests it counts: {@code api}, {@code resolvers}, {@code pages}
 * @param remaining until the window ends
 */
record RateLimit(String bucket, long remaining, Duration untilReset) {

  /** No group is repeated: Java's matcher would need stack for each parameter. */
  private static final Pattern FORM =
      Pattern.compile("\\s*\"?([A-Za-z_-]+)\"?\\s*(;[^,]*)(?:,.*)?");

  private static final Pattern REMAINING = Pattern.compile(";\\s*r=(\\d{1,9})\\b");
  private static final Pattern RESET = Pattern.compile(";\\s*t=(\\d{1,9})\\b");

  static Optional<RateLimit> parse(String header) {
    Matcher form = FORM.matcher(header);
    if (!form.matches()) {
      return Optional.empty();
    }
    Matcher remaining = REMAINING.matcher(form.group(2));
    Matcher reset = RESET.matcher(form.group(2));
    if (!remaining.find() || !reset.find()) {
      return Optional.empty();
    }
    return Optional.of(
        new RateLimit(
            form.group(1),
            Long.parseLong(remaining.group(1)),
            Duration.ofSeconds(Long.parseLong(reset.group(1)))));
  }

  /** Tells whether an answer asks to be left alone: a 429, or a 503 that names a time. */
  static boolean asksForPause(HttpReply reply) {
    return reply.status() == 429
        || (reply.status() == 503 && reply.header("Retry-After").isPresent());
  }

  /** Reads {@code Retry-After: 30}; dates are not used by the Hub and are ignored. */
  static Optional<Duration> parseRetryAfter(String header) {
    String text = header.strip();
    return text.matches("\\d{1,9}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }
}
