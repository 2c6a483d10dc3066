package io.hffs.daemon.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One line of a streamed answer (newline-delimited JSON). Exactly one field is set: {@code
 * progress} any number of times, then once {@code result} or {@code error}; a stream that ends
 * without either was cut.
 *
 * @param result a {@link DownloadView} or {@link VerifyView}
 */
public record StreamLine(
    @Nullable Progress progress, @Nullable JsonNode result, @Nullable ApiError error) {}
