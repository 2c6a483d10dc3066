package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoId;
import java.util.List;

/**
 * What hffs can be asked to do. Two implementations: the services themselves (in the daemon, or in
 * the command's own process) and the command's client of the daemon.
 *
 * <p>Thread-safe. Every call blocks until it is done, unless said otherwise within half a minute.
 */
public interface HffsApi extends AutoCloseable {

  StatusView status() throws ApiException;

  /** Ends the daemon; returns when it has agreed to. Its lock goes when it has ended. */
  void stop() throws ApiException;

  /** Mounts, and returns when the mount was seen to answer. Only in a daemon. */
  MountView mount(MountRequest request) throws ApiException;

  /** Ends a mount, of this daemon or left over by a dead one. */
  void unmount(UnmountRequest request) throws ApiException;

  /** Returns the live mounts, by mount point. */
  List<MountView> mounts() throws ApiException;

  /** Returns what is cached, by id. No network. */
  List<RepoView> repos() throws ApiException;

  /** Returns the known files of a cached repository, by commit and path. No network. */
  List<FileView> files(RepoId repo) throws ApiException;

  /** Downloads; takes as long as it takes. Runs again, it goes on where it was cut. */
  DownloadView download(DownloadRequest request, ProgressSink sink) throws ApiException;

  RemovalView remove(RemovalRequest request) throws ApiException;

  /** Hashes what is cached; takes as long as the disk takes. */
  VerifyView verify(VerifyRequest request, ProgressSink sink) throws ApiException;

  RemovalView prune(PruneRequest request) throws ApiException;

  void pin(PinRequest request) throws ApiException;

  RefreshView refresh(RefreshRequest request) throws ApiException;

  /**
   * Asks the Hub who the token in force belongs to; {@link ErrorCode#NOT_FOUND} when there is none,
   * {@link ErrorCode#DENIED} when the Hub refuses it.
   */
  IdentityView whoami() throws ApiException;

  IdentityView login(LoginRequest request) throws ApiException;

  /** Forgets the stored token. Nothing happens when there is none. */
  void logout() throws ApiException;

  /** Looks at the Hub, the mirrors, the token, the clock and the mounts. */
  List<DoctorFinding> examine() throws ApiException;

  /** Lets another machine pair with this one. Peers are of a daemon alone. */
  InviteView invite(InviteRequest request) throws ApiException;

  /** Pairs with the machine that gave an invite, or takes up an old node. */
  PeerView addPeer(AddPeerRequest request) throws ApiException;

  /** Forgets a machine and those that it alone introduced; returns them, the machine first. */
  List<PeerView> removePeer(RemovePeerRequest request) throws ApiException;

  /** Returns the machines that share with this one, by name. No network. */
  List<PeerView> peers() throws ApiException;

  /** Returns the peers that have something of it, those that have most first. */
  List<HolderView> search(SearchRequest request) throws ApiException;

  /** Lets go of what this object holds; never ends a daemon. */
  @Override
  void close() throws ApiException;
}
