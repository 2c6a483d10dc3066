/**
 * The daemon as a process of the machine: one per cache directory ({@link
 * io.hffs.daemon.process.InstanceLock}), started in the background ({@link
 * io.hffs.daemon.process.DaemonSpawner}), with a log ({@link io.hffs.daemon.process.DaemonLog}), a
 * secret for its callers ({@link io.hffs.daemon.process.ApiTokenFile}) and an end that is bounded
 * in time ({@link io.hffs.daemon.process.Shutdown}).
 */
@NullMarked
package io.hffs.daemon.process;

import org.jspecify.annotations.NullMarked;
