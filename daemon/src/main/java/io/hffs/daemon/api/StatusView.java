package io.hffs.daemon.api;

import java.net.URI;
import java.time.Instant;
import java.util.List;

/** A running daemon. {@code port} is that of the local API. */
public record StatusView(
    String version,
    long pid,
    Instant startedAt,
    int port,
    URI endpoint,
    CacheView cache,
    List<MountView> mounts) {}
