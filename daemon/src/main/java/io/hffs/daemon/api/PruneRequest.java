package io.hffs.daemon.api;

/** Asks to drop what no branch or tag stands at and no pin holds. */
public record PruneRequest(boolean dryRun) {}
