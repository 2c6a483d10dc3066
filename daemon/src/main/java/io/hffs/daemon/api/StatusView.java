package io.hffs.daemon.api;

import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * A running daemon.
 *
 * @param port of the local API; 0 for a command that works without a daemon
 * @param peers by name
 * @param jobs what it works on besides the mounts, the oldest first
 * @param warnings what does not work as the user wants it, and since when, a sentence each
 */
public record StatusView(
    String version,
    long pid,
    Instant startedAt,
    int port,
    URI endpoint,
    CacheView cache,
    List<MountView> mounts,
    TransferView transfer,
    List<PeerView> peers,
    List<JobView> jobs,
    List<String> warnings) {}
