package io.hffs.daemon.api;

import java.time.Instant;

/**
 * A long request that is being worked on.
 *
 * @param what {@code download org/model at main}
 * @param totalBytes 0 until it is known
 */
public record JobView(String what, Instant startedAt, long doneBytes, long totalBytes) {}
