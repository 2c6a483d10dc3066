package io.hffs.daemon.api;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;

/** A mount that answers. {@code endpoint} is the Hub it shows. */
public record MountView(Path mountpoint, URI endpoint, Instant since, boolean allowOther) {}
