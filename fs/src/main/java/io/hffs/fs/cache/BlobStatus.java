package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import java.time.Instant;

/**
 * What is on disk of one blob.
 *
 * @param complete all there, and its digest was seen to match
 * @param lastUsed by our own clock, to about a minute
 */
public record BlobStatus(
    BlobId id, long sizeBytes, long presentBytes, boolean complete, Instant lastUsed) {}
