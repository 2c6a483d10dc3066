package io.hffs.daemon.legacy;

import java.time.Instant;

/**
 * An old node that answers.
 *
 * @param host its address as the user wrote it
 * @param seenAt when it last answered
 */
public record LiveNode(String host, int port, Instant seenAt) {}
