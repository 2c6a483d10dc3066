/**
 * Bytes on disk: which are present, which somebody is fetching, which are absent; and what is known
 * of repositories without asking.
 *
 * <p>Start at {@link io.hffs.fs.cache.BlobCache} and its lease {@link io.hffs.fs.cache.CachedBlob};
 * for trees and refs at {@link io.hffs.fs.cache.MetadataStore}. A read of bytes that are not there:
 * {@code CachedBlob.read -> BlobRead} claims {@code Gap}s from the {@code PresenceTracker} of the
 * {@code OpenBlob}, a {@code PartFetch} in the {@code FetchPool} fills each through a {@code
 * ChunkWriter} into the {@code StoredBlob}, which wakes the readers piece by piece.
 *
 * <p>Guaranteed: a byte is fetched once however many read it. What was fetched and synced is there
 * after a crash, and nothing is ever taken for present that was not synced before it was recorded.
 * The first use after a start checks the checksum of the whole chunk. A whole blob is compared with
 * the digest that names it. A disk that fails costs speed, never a reader's error. Data files are
 * never cut or punched, only unlinked.
 *
 * <p>Under the root: {@code blobs/<2 hex>/<digest>}, {@code .partial} until it is whole, and {@code
 * .journal} beside it, {@code snapshots/}, {@code refs/}, {@code hub/} (complete blobs as Hugging
 * Face's own cache shows them), {@code adopted.tsv}, {@code trash/}.
 *
 * <p>Locks, none held while waiting for the network: the tracker's and the pool's are held for
 * moments and never one inside the other; {@code StoredBlob}'s sync lock is held while the disk
 * works, by the upkeep, verify and fetch threads, never by a reader of present bytes.
 */
@NullMarked
package io.hffs.fs.cache;

import org.jspecify.annotations.NullMarked;
