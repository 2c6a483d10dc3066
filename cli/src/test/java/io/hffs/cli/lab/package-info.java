/**
 * Several machines on this one: a {@link io.hffs.cli.lab.NetworkLab} is a switch, a test hub on it,
 * and {@link io.hffs.cli.lab.Machine}s, each with a network, a cache and a daemon of its own.
 *
 * <p>Needs root, see {@link io.hffs.cli.lab.RequiresNetworkNamespaces}. Only network namespaces are
 * used: files, processes and mounts are those of this machine, so a test can look at them.
 */
@NullMarked
package io.hffs.cli.lab;

import org.jspecify.annotations.NullMarked;
