/**
 * The kernel's side: jnr-fuse's operations, driven by a session loop of our own.
 *
 * <p>{@link io.hffs.fs.fuse.FuseMount} mounts and unmounts. Its {@code FuseSession} is libfuse 2's
 * session; {@code FuseWorkers} are the Java threads that take requests from it; {@code FuseAdapter}
 * turns a request into a call of {@link io.hffs.fs.vfs.VirtualFileSystem}, through {@code
 * FuseCall}, the one place where anything thrown becomes an errno.
 */
@NullMarked
package io.hffs.fs.fuse;

import org.jspecify.annotations.NullMarked;
