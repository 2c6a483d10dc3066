/**
 * The few libc calls that Java lacks: {@link io.hffs.fs.os.FileAllocation} reserves disk space,
 * {@link io.hffs.fs.os.PageCacheAdvice} drops pages. Both are hints: on a system without them they
 * do nothing, and they never throw.
 */
@NullMarked
package io.hffs.fs.os;

import org.jspecify.annotations.NullMarked;
