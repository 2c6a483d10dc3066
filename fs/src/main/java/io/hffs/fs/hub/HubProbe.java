package io.hffs.fs.hub;

import java.time.Duration;
import java.util.Optional;

/**
 * What one small question to a Hub showed.
 *
 * @param latency from the question to the whole answer, with a new connection if there was none
 * @param clockSkew the server's clock less ours, good to a second; empty when it did not say
 */
public record HubProbe(Duration latency, Optional<Duration> clockSkew) {}
