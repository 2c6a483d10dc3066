/**
 * The narrow waist to remote content: {@link io.hffs.fs.source.TreeSource} says what a repository
 * holds, {@link io.hffs.fs.source.BlobSource} gives ranges of a blob, and every failure is a {@link
 * io.hffs.fs.source.SourceException} whose kind tells the caller what it can do about it.
 *
 * <p>Implementations live in {@code hub}; combinators live here.
 */
@NullMarked
package io.hffs.fs.source;

import org.jspecify.annotations.NullMarked;
