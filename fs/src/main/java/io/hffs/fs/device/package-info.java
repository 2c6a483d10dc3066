/**
 * Who this machine is, and which others it trusts. {@link io.hffs.fs.device.DeviceIdentity} is the
 * key of this machine, {@link io.hffs.fs.device.Pairings} the devices it is paired with and those
 * that lied, {@link io.hffs.fs.device.PinnedTls} the encrypted connections that only they get, and
 * {@link io.hffs.fs.device.Invites} and {@link io.hffs.fs.device.GroupKey} the two ways to become
 * one of them.
 *
 * <p>A device is its certificate and never an address: {@link io.hffs.fs.device.DeviceId} is the
 * fingerprint, both ends of a connection compare it with what they stored, and where a machine may
 * be found is only a hint. Nothing here uses the network.
 */
@NullMarked
package io.hffs.fs.device;

import org.jspecify.annotations.NullMarked;
