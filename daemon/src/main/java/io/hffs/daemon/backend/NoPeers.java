package io.hffs.daemon.backend;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HolderView;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.InviteView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.api.SearchRequest;
import java.util.List;

/** Of a file system that does not share: there are none, and none can be added. */
public final class NoPeers implements Peers {

  @Override
  public InviteView invite(InviteRequest request) throws ApiException {
    throw refusal();
  }

  @Override
  public PeerView add(AddPeerRequest request) throws ApiException {
    throw refusal();
  }

  @Override
  public List<PeerView> remove(RemovePeerRequest request) throws ApiException {
    throw refusal();
  }

  @Override
  public List<PeerView> all() {
    return List.of();
  }

  @Override
  public List<HolderView> search(SearchRequest request) throws ApiException {
    throw refusal();
  }

  private static ApiException refusal() {
    return new ApiException(
        ErrorCode.CONFLICT, "Sharing with other machines is not available in this process.");
  }
}
