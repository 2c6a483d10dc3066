package io.hffs.daemon.api;

import org.jspecify.annotations.Nullable;

/**
 * A peer that has something of what was searched.
 *
 * @param peer its name
 * @param address {@code host:port}; null when it is not known now
 * @param heldBytes how much it has of {@code totalBytes}
 * @param totalBytes of all that was searched
 */
public record HolderView(String peer, @Nullable String address, long heldBytes, long totalBytes) {}
