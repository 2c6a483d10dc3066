package io.hffs.daemon.api;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A place that content comes from, and how it answered just now.
 *
 * @param latency of a small request; null when it did not answer
 * @param clockAhead how far this machine's clock is ahead of the source's {@code Date}, negative
 *     when behind; null when unknown
 * @param problem a sentence; null when it answered as it should
 */
public record SourceView(
    String name,
    URI endpoint,
    @Nullable Duration latency,
    @Nullable Duration clockAhead,
    @Nullable String problem) {}
