/**
 * The long-running process: it hosts the mounts and the local API, one for each cache directory.
 *
 * <p>{@link io.hffs.daemon.DaemonMain} is the entry, for the JVM and for the command line; {@code
 * LocalInstallation} is what the command line asks first, {@code Daemon} puts the parts of a
 * running daemon together. A request goes {@code http -> service -> backend}; {@code api} holds
 * what both sides of the wire say, {@code config} the settings, {@code process} the life and death.
 */
@NullMarked
package io.hffs.daemon;

import org.jspecify.annotations.NullMarked;
