/**
 * From "bytes asked" to "ranges fetched": {@link io.hffs.fs.read.BlobReader} reads, {@link
 * io.hffs.fs.read.AccessPattern} watches where, and decides how far ahead to fetch.
 *
 * <p>The state belongs to the blob, not to a handle: programs read one file through many.
 */
@NullMarked
package io.hffs.fs.read;

import org.jspecify.annotations.NullMarked;
