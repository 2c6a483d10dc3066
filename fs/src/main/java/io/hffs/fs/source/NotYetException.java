package io.hffs.fs.source;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that it is better to wait for: another machine is just fetching them, or a source that is
 * faster than all others has no room for a moment. No failure; ask again after a while.
 */
public final class NotYetException extends IOException {

  private final Duration retryAfter;
  private final transient @Nullable Share share;

  /**
   * @param share what this machine is to fetch meanwhile, when they are another's share; else null
   */
  public NotYetException(String message, Duration retryAfter, @Nullable Share share) {
    super(message);
    this.retryAfter = retryAfter;
    this.share = share;
  }

  public Duration retryAfter() {
    return retryAfter;
  }

  public Optional<Share> share() {
    return Optional.ofNullable(share);
  }
}
