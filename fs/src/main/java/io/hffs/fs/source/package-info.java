/**
 * The narrow waist to remote content: {@link io.hffs.fs.source.TreeSource} says what a repository
 * holds, {@link io.hffs.fs.source.BlobSource} gives ranges of a blob, and every failure is a {@link
 * io.hffs.fs.source.SourceException} whose kind tells the caller what it can do about it.
 *
 * <p>Implementations live in {@code hub} and {@code peer}. {@link
 * io.hffs.fs.source.FailoverTreeSource} asks several in order and passes over those whose {@link
 * io.hffs.fs.source.SourceHealth} is bad; which of several gives a range is decided in {@code
 * transfer}.
 */
@NullMarked
package io.hffs.fs.source;

import org.jspecify.annotations.NullMarked;
