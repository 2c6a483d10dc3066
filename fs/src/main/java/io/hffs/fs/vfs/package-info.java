/**
 * File-system semantics without FUSE: which names exist, what they are, and handles to read them.
 *
 * <p>{@link io.hffs.fs.vfs.VirtualFileSystem} is what {@code fuse} drives. Paths are absolute
 * within the mount, {@code /} separated, decoded.
 */
@NullMarked
package io.hffs.fs.vfs;

import org.jspecify.annotations.NullMarked;
