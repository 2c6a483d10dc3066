/**
 * What this machine gives to paired ones. {@link io.hffs.daemon.peer.PeerServer} listens, only
 * while there is somebody to listen to; {@link io.hffs.daemon.peer.PeerGuard} knows callers by
 * their certificates, {@link io.hffs.daemon.peer.Callers} bounds what they hold; {@link
 * io.hffs.daemon.peer.BlobRoute} gives ranges of what the cache already has, {@link
 * io.hffs.daemon.peer.HoldingsJournal} says what that is. {@link io.hffs.daemon.peer.PeerService}
 * ties it to the commands.
 */
@NullMarked
package io.hffs.daemon.peer;

import org.jspecify.annotations.NullMarked;
