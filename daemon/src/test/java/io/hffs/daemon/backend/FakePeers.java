package io.hffs.daemon.backend;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.HolderView;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.InviteView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.api.SearchRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Machines in a list, in the order in which they were added; requests are written down. */
public final class FakePeers implements Peers {

  public final List<Object> asked = new CopyOnWriteArrayList<>();
  public final List<PeerView> known = new CopyOnWriteArrayList<>();

  /** Returns a machine that is connected. */
  public static PeerView peer(String name, @Nullable String id) {
    return new PeerView(
        id,
        name,
        name + ":9009",
        id == null ? PeerView.State.LEGACY : PeerView.State.ACTIVE,
        Instant.EPOCH,
        null,
        1,
        2,
        3,
        4,
        5,
        false,
        null);
  }

  @Override
  public InviteView invite(InviteRequest request) {
    asked.add(request);
    return new InviteView("hffs1.token", Instant.EPOCH, 9009);
  }

  @Override
  public PeerView add(AddPeerRequest request) {
    asked.add(request);
    PeerView added = peer(request.host(), request.legacy() ? null : "ab".repeat(32));
    known.add(added);
    return added;
  }

  @Override
  public List<PeerView> remove(RemovePeerRequest request) {
    asked.add(request);
    List<PeerView> removed =
        known.stream().filter(peer -> peer.name().equals(request.who())).toList();
    known.removeAll(removed);
    return removed;
  }

  @Override
  public List<PeerView> all() {
    return known;
  }

  @Override
  public List<HolderView> search(SearchRequest request) {
    asked.add(request);
    return List.of(new HolderView("desk", null, 1, 2));
  }
}
