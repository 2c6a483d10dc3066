/**
 * The daemon, as a command sees it: {@link io.hffs.cli.client.DaemonClient} is {@code HffsApi} over
 * HTTP.
 */
@NullMarked
package io.hffs.cli.client;

import org.jspecify.annotations.NullMarked;
