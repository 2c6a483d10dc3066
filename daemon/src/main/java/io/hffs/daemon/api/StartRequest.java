package io.hffs.daemon.api;

import org.jspecify.annotations.Nullable;

/**
 * How to run a daemon.
 *
 * @param port of the local API; null for the configured one, or a free one when that is taken
 * @param program the main class that serves it in the background; null for the daemon alone
 */
public record StartRequest(@Nullable Integer port, @Nullable String program) {

  /** For the daemon as it is configured. */
  public static final StartRequest DEFAULT = new StartRequest(null, null);
}
