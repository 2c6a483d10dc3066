/**
 * Other machines' hffs as a source. {@link io.hffs.fs.peer.PeerLinks} keeps one {@link
 * io.hffs.fs.peer.PeerLink} to each paired device, which always knows what that device has ({@link
 * io.hffs.fs.peer.Holdings}); {@link io.hffs.fs.peer.PeerBlobSource} takes ranges from it, checked
 * chunk by chunk, and {@link io.hffs.fs.peer.PeerTreeSource} asks all of them when no Hub answers.
 * {@link io.hffs.fs.peer.PeerProtocol} is what is said on the wire.
 *
 * <p>Apart from all that, {@link io.hffs.fs.peer.LegacyNode} gets whole files from machines that
 * run HFFS or HFMC, over the one {@link io.hffs.fs.peer.LegacyHttp}.
 */
@NullMarked
package io.hffs.fs.peer;

import org.jspecify.annotations.NullMarked;
