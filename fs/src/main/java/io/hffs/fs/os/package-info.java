/**
 * What Java's files lack: {@link io.hffs.fs.os.FileAllocation} reserves disk space, a hint that
 * does nothing where the system cannot; {@link io.hffs.fs.os.DurableFiles} replaces small files so
 * that a crash leaves the old one or the new one.
 */
@NullMarked
package io.hffs.fs.os;

import org.jspecify.annotations.NullMarked;
