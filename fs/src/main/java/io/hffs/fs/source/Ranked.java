package io.hffs.fs.source;

/**
 * A source in the order in which several are asked.
 *
 * @param authoritative whether its "not found" and "denied" are final: the origin, not a mirror
 */
public record Ranked<S>(S source, SourceHealth health, boolean authoritative) {}
