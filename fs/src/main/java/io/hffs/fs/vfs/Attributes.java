package io.hffs.fs.vfs;

import java.time.Instant;

/**
 * What {@code stat} shows.
 *
 * @param inode stable for a path at a commit
 * @param sizeBytes of the content; of the target's text for a link; 0 for a directory
 * @param presentBytes how much of it is on this machine, shown as {@code st_blocks}
 */
public record Attributes(
    FileKind kind, long inode, long sizeBytes, long presentBytes, Instant modified) {}
