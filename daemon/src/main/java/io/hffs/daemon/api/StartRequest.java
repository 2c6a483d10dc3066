package io.hffs.daemon.api;

import org.jspecify.annotations.Nullable;

/**
 * How to run a daemon. What is null is as it is configured.
 *
 * @param port of the local API; the configured one gives way to a free one when it is taken
 * @param peerPort for paired machines
 * @param legacyPort for old HFFS and HFMC nodes
 * @param program the main class that serves it in the background; null for the daemon alone
 */
public record StartRequest(
    @Nullable Integer port,
    @Nullable Integer peerPort,
    @Nullable Integer legacyPort,
    @Nullable String program) {

  /** For the daemon as it is configured. */
  public static final StartRequest DEFAULT = new StartRequest(null, null, null, null);
}
