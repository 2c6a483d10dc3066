/**
 * What the programs before hffs, HFFS and HFMC, ask of a machine on their network, over plain HTTP:
 * {@link io.hffs.daemon.legacy.LegacyServer} listens, {@code ControlRoutes} answers their pings,
 * {@code HubRoutes} gives files and lists of files out of a {@link
 * io.hffs.daemon.legacy.PublicLibrary}.
 *
 * <p>Everybody on the network may ask, so only what is public is here, nothing is fetched for a
 * caller, and nothing can be changed. Those programs send their user's token to every machine that
 * they ask: request headers are never logged, kept or passed on.
 */
@NullMarked
package io.hffs.daemon.legacy;

import org.jspecify.annotations.NullMarked;
