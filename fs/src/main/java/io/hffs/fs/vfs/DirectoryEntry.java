package io.hffs.fs.vfs;

/** A name in a directory, with what {@code readdir} tells of it. */
public record DirectoryEntry(String name, FileKind kind, long inode) {}
