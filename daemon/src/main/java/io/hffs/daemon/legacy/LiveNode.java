package io.hffs.daemon.legacy;

import io.hffs.fs.device.PeerAddress;
import java.time.Instant;

/**
 * An old node that answers.
 *
 * @param seenAt when it last answered
 */
public record LiveNode(PeerAddress address, Instant seenAt) {}
