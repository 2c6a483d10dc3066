/**
 * What the daemon does, behind the wire and in front of the file system: {@link
 * io.hffs.daemon.service.LocalHffs} answers {@code HffsApi} from a {@code Backend}, in the daemon
 * and in a command that works without one. {@link io.hffs.daemon.service.MachineCheck} and {@link
 * io.hffs.daemon.service.HubCheck} are the doctor's two halves, {@link
 * io.hffs.daemon.service.Uninstaller} the way out.
 */
@NullMarked
package io.hffs.daemon.service;

import org.jspecify.annotations.NullMarked;
