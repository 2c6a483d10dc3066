package io.hffs.fs.source;

import java.io.IOException;
import java.time.Duration;

/**
 * Bytes that it is better to wait for: another machine is just fetching them, or a source that is
 * faster than all others has no room for a moment, or one that has them failed a moment ago. No
 * failure; ask again after a while.
 */
public final class NotYetException extends IOException {

  private final Duration retryAfter;

  public NotYetException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
