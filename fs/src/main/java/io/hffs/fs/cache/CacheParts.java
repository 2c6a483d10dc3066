package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobSource;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What every open blob shares.
 *
 * @param verifier runs the digests of whole blobs, one after the other
 * @param syncSoon asks the maintenance thread to sync and publish a blob without waiting for its
 *     time
 * @param changed hears of every blob of which more or less is here than before; returns at once
 * @param wrongBytes hears which devices gave wrong bytes
 */
record CacheParts(
    CacheConfig config,
    Clock clock,
    BlobSource source,
    BlobPaths paths,
    FetchPool fetches,
    FetchPacing pacing,
    Executor verifier,
    Consumer<OpenBlob> syncSoon,
    DiskHealth disk,
    MemoryChunks memory,
    ChunkBuffers buffers,
    CacheEvents events,
    Consumer<BlobId> changed,
    WrongBytesListener wrongBytes) {}
