/**
 * The settings: defaults, then the file, then the environment, then flags; a later one wins.
 *
 * <p>{@link io.hffs.daemon.config.Setting} lists them, {@link io.hffs.daemon.config.ConfigLoader}
 * puts the layers together into a {@link io.hffs.daemon.config.DaemonConfig}, {@link
 * io.hffs.daemon.config.ConfigFile} stores what a user set. The file lives outside the cache
 * directory, because it says where that is.
 */
@NullMarked
package io.hffs.daemon.config;

import org.jspecify.annotations.NullMarked;
