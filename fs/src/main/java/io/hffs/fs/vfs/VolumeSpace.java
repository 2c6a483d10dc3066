package io.hffs.fs.vfs;

/** The space that {@code df} shows, in bytes. */
public record VolumeSpace(long totalBytes, long freeBytes, long availableBytes) {}
