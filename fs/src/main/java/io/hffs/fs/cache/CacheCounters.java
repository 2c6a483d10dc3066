package io.hffs.fs.cache;

/**
 * What happened since the start.
 *
 * @param fetchedBytes taken from the source
 * @param rejectedChunks found bad on disk at first use or by a check
 * @param digestMismatches of whole blobs
 * @param diskFailures writes and reads of cache files that failed
 * @param passedThroughBytes served from memory because they could not be written
 * @param evictedBlobs removed to make room
 */
public record CacheCounters(
    long fetchedBytes,
    long rejectedChunks,
    long digestMismatches,
    long diskFailures,
    long passedThroughBytes,
    long evictedBlobs) {}
