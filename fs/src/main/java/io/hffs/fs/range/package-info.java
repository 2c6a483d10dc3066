/** Byte ranges as values: {@link io.hffs.fs.range.ByteRange}, {@code [start, end)}, no I/O. */
@NullMarked
package io.hffs.fs.range;

import org.jspecify.annotations.NullMarked;
