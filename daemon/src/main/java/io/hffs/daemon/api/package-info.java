/**
 * What the daemon can be asked, as an interface and values: the wire types of the local API and all
 * that the command line knows of the daemon besides {@code DaemonMain}.
 *
 * <p>Start at {@link io.hffs.daemon.api.HffsApi} (what a daemon, or a command without one, can do)
 * and {@link io.hffs.daemon.api.Installation} (what can be asked before there is either). A request
 * goes {@code DaemonClient -> HTTP -> HffsApi}; without a daemon the middle falls away. Everything
 * here that fails throws {@link io.hffs.daemon.api.ApiException}, with a sentence for the user.
 */
@NullMarked
package io.hffs.daemon.api;

import org.jspecify.annotations.NullMarked;
