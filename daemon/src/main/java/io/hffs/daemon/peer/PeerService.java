package io.hffs.daemon.peer;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.HolderView;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.InviteView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.api.SearchRequest;
import io.hffs.daemon.backend.Peers;
import io.hffs.daemon.config.PeerSettings;
import io.hffs.daemon.config.ShareSetting;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.cache.BlobListener;
import io.hffs.fs.device.GroupKey;
import io.hffs.fs.device.Invites;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.PinnedTls;
import io.hffs.fs.os.DaemonThreads;
import io.hffs.fs.peer.LegacyNodes;
import io.hffs.fs.peer.PairingClient;
import io.hffs.fs.peer.PeerState;
import io.hffs.fs.peer.Peering;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machines that share with this one: pairs with them, serves them, and says how they do.
 * Thread-safe.
 */
public final class PeerService implements Peers, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PeerService.class);
  private static final Duration JOIN_EVERY = Duration.ofSeconds(5);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Peering peering;
  private final PairingClient client;
  private final ChunkHashes hashes = new ChunkHashes();
  private final SentBytes sent = new SentBytes();
  private final HoldingsJournal holdings;
  private final PeerListener listener;
  private final @Nullable GroupKey groupKey;
  private final PeerSearch search;
  private final OldNodes oldNodes;
  private final PeerPairing pairing;
  private final PeerRemoval removal;
  private final ScheduledThreadPoolExecutor thread;

  private PeerService(
      HffsFileSystem fs,
      Peering peering,
      LegacyNodes legacyNodes,
      PeerSettings settings,
      Whereabouts whereabouts)
      throws IOException {
    this.peering = peering;
    this.oldNodes = new OldNodes(legacyNodes);
    this.removal = new PeerRemoval(peering.pairings(), oldNodes, this::all);
    String ownName = OwnAddresses.name();
    Invites invites = new Invites(peering.identity().id(), Clock.systemUTC());
    this.client = new PairingClient(peering.identity(), ownName);
    this.holdings = new HoldingsJournal(fs.cache(), fs.library());
    this.search = new PeerSearch(fs, peering.links());
    Path keyFile = settings.groupKeyFile();
    this.groupKey = keyFile == null ? null : GroupKey.read(keyFile);
    Admission admission =
        new Admission(peering.identity(), peering.pairings(), invites, groupKey, ownName);
    PeerGuard guard = new PeerGuard(peering.pairings());
    PeerRoutes routes =
        new PeerRoutes(
            fs.library(),
            holdings,
            new BlobRoute(fs.cache(), fs.library(), hashes, new UploadSlots(), sent, guard),
            admission,
            guard);
    this.listener =
        new PeerListener(
            settings.port(),
            PinnedTls.server(
                peering.identity(),
                id ->
                    peering.pairings().ban(id).isEmpty()
                        && (admission.isOpen() || peering.pairings().isPaired(id))),
            routes,
            peering.pairings(),
            admission,
            whereabouts,
            peering.identity().id().abbreviated());
    this.thread = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("hffs-pairing"));
    this.pairing = new PeerPairing(peering, invites, client, listener, this::adjustIn);
  }

  /**
   * Begins to serve paired machines and to ask them.
   *
   * @param legacyNodes are started and closed by the caller
   * @throws IOException when what the user set cannot be: the port is taken, the key is no key
   */
  public static PeerService start(
      HffsFileSystem fs,
      Peering peering,
      LegacyNodes legacyNodes,
      PeerSettings settings,
      ShareSetting shares,
      Whereabouts whereabouts)
      throws IOException {
    PeerService service = new PeerService(fs, peering, legacyNodes, settings, whereabouts);
    whereabouts.addListener(peering.links()::nudge);
    fs.cache().onChange(service.holdings::changed);
    fs.cache().addListener(service.new Forgetting());
    peering.pairings().addListener(service::adjust);
    peering.pairings().addListener(service.holdings::membersChanged);
    service.listener.adjust();
    peering.start();
    service.joinGroup(whereabouts);
    service.follow(shares);
    return service;
  }

  /** What was given of a blob that goes, or was damaged, is forgotten. */
  private final class Forgetting implements BlobListener {

    @Override
    public void completed(BlobRef place, Path file) {
      holdings.changed(place.id());
    }

    @Override
    public void removed(BlobId blob) {
      hashes.forget(blob);
      holdings.changed(blob);
    }
  }

  /** Nobody types invites in a cluster: its machines find each other again and again. */
  private void joinGroup(Whereabouts whereabouts) {
    GroupKey key = groupKey;
    if (key == null) {
      return;
    }
    GroupJoin join = new GroupJoin(key, whereabouts, peering.pairings(), client);
    var unused =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                join.run(listener.port());
              } catch (RuntimeException e) { // else it would never come again
                log.warn("Looking for machines of the group failed, will try again", e);
              }
            },
            0,
            JOIN_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Nobody may ask for a long time, and what is not shared any more is to be told of as gone. */
  private void follow(ShareSetting shares) {
    shares.addListener(holdings::sharesChanged);
    var unused =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                shares.look();
              } catch (RuntimeException e) { // else it would never come again
                log.warn("Looking at what is shared failed, will try again", e);
              }
            },
            LOOK_EVERY.toMillis(),
            LOOK_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void adjust() {
    try {
      listener.adjust();
    } catch (IOException e) {
      log.warn("Paired machines cannot be served: {}", e.getMessage());
    }
  }

  /** Looks, after a while, whether the listener is still needed. */
  private void adjustIn(Duration delay) {
    try {
      var unused = thread.schedule(this::adjust, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("closing");
    }
  }

  @Override
  public InviteView invite(InviteRequest request) throws IOException {
    return pairing.invite(request);
  }

  @Override
  public PeerView add(AddPeerRequest request) throws IOException {
    String invite = request.invite();
    return invite == null ? oldNodes.add(request) : view(pairing.accept(invite, request));
  }

  private PeerView view(PairedDevice device) {
    return all().stream()
        .filter(peer -> device.id().hex().equals(peer.id()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no link to " + device.name() + " was made"));
  }

  @Override
  public List<PeerView> remove(RemovePeerRequest request) throws IOException {
    return removal.run(request.who());
  }

  @Override
  public List<PeerView> all() {
    List<PeerView> all = new ArrayList<>();
    for (PeerState state : peering.links().states()) {
      all.add(PeerViews.of(state, sent.to(state.device().id()).sum()));
    }
    all.addAll(oldNodes.all());
    return all;
  }

  @Override
  public List<HolderView> search(SearchRequest request) throws IOException {
    return search.run(request);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    holdings.close(); // first: who waits for news can only be answered while there is a listener
    listener.close();
  }
}
