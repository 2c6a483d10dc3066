/**
 * The narrow waist to remote content: {@link io.hffs.fs.source.TreeSource} says what a repository
 * holds, {@link io.hffs.fs.source.BlobSource} gives ranges of a blob, and every failure is a {@link
 * io.hffs.fs.source.SourceException} whose kind tells the caller what it can do about it.
 *
 * <p>Implementations live in {@code hub}; combinators live here: {@link
 * io.hffs.fs.source.FailoverTreeSource} and {@link io.hffs.fs.source.FailoverBlobSource} ask
 * several in order and pass over those whose {@link io.hffs.fs.source.SourceHealth} is bad.
 */
@NullMarked
package io.hffs.fs.source;

import org.jspecify.annotations.NullMarked;
