package io.hffs.daemon.backend;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.HolderView;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.InviteView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.api.SearchRequest;
import java.io.IOException;
import java.util.List;

/**
 * The machines that share with this one, as the daemon's services see them. Thread-safe; calls
 * block for at most 20 s each. They fail as those of {@link Backend} do.
 */
public interface Peers {

  /**
   * Opens an invite, and the listener when it was closed. Both are open when this returns.
   *
   * @throws io.hffs.daemon.api.ApiException {@code CONFLICT} when the listener's port is taken
   */
  InviteView invite(InviteRequest request) throws IOException;

  /**
   * Pairs with the machine that gave the invite, or takes up an old node. When it returns, both
   * sides have stored it; when it throws, this side has not.
   *
   * @return how it is now; an old node that does not answer is added all the same
   * @throws io.hffs.daemon.api.ApiException {@code BAD_REQUEST} when the address or the invite is
   *     mistyped, {@code DENIED} when the invite is not good any more or another machine than the
   *     inviter answers, {@code UNAVAILABLE} when nobody answers
   */
  PeerView add(AddPeerRequest request) throws IOException;

  /**
   * Forgets a machine, those that it alone introduced, and cuts their connections. The other side
   * is not told.
   *
   * @return what was forgotten: the machine first
   * @throws io.hffs.daemon.api.ApiException {@code NOT_FOUND} when none is meant, {@code CONFLICT}
   *     naming them when several are
   */
  List<PeerView> remove(RemovePeerRequest request) throws IOException;

  /** Returns the machines, from memory: at once, with no request to any of them. */
  List<PeerView> all();

  /**
   * Asks who has something of a revision, or of a file; those that have most come first.
   *
   * @throws io.hffs.daemon.api.ApiException {@code NOT_FOUND} when there is no such repository,
   *     revision or file
   */
  List<HolderView> search(SearchRequest request) throws IOException;
}
