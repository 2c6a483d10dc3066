/**
 * What Java's files, sockets and threads lack: {@link io.hffs.fs.os.FileAllocation} reserves disk
 * space, a hint that does nothing where the system cannot; {@link io.hffs.fs.os.DurableFiles}
 * replaces small files so that a crash leaves the old one or the new one; {@link
 * io.hffs.fs.os.BufferedSockets} reads more at once.
 */
@NullMarked
package io.hffs.fs.os;

import org.jspecify.annotations.NullMarked;
