package io.hffs.fs;

import io.hffs.fs.hub.Hub;
import io.hffs.fs.hub.HubConfig;
import io.hffs.fs.hub.TokenStore;
import io.hffs.fs.peer.PeerLinks;
import io.hffs.fs.peer.Peering;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.FailoverTreeSource;
import io.hffs.fs.source.Ranked;
import io.hffs.fs.source.SourceHealth;
import io.hffs.fs.source.TreeSource;
import io.hffs.fs.transfer.PeerSources;
import io.hffs.fs.transfer.ScheduledBlobSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The Hub, its mirrors and the paired machines. Names and trees are asked for in this order, bytes
 * where they come from first; one that does not answer is left alone for a while.
 */
public final class HubSources implements AutoCloseable {

  private final List<Hub> hubs;
  private final TokenStore tokens;
  private final Map<String, SourceHealth> health = new LinkedHashMap<>();
  private final TreeSource trees;
  private final ScheduledBlobSource blobs;

  private HubSources(
      List<Hub> hubs, TokenStore tokens, @Nullable PeerLinks peers, Predicate<RepoId> isPublic) {
    this.hubs = List.copyOf(hubs);
    this.tokens = tokens;
    List<Ranked<TreeSource>> rankedTrees = new ArrayList<>();
    List<Ranked<BlobSource>> rankedBlobs = new ArrayList<>();
    for (Hub hub : hubs) {
      String name = hub.config().name();
      boolean authoritative = hub.config().kind() == HubConfig.Kind.ORIGIN;
      // Apart, because a CDN may be out of reach while the Hub itself is not.
      SourceHealth ofTrees = new SourceHealth(name, Clock.systemUTC());
      SourceHealth ofBlobs = new SourceHealth(name + " content", Clock.systemUTC());
      health.put(name, ofTrees);
      health.put(name + " content", ofBlobs);
      rankedTrees.add(new Ranked<>(hub.trees(), ofTrees, authoritative));
      rankedBlobs.add(new Ranked<>(hub.blobs(), ofBlobs, authoritative));
    }
    if (peers != null) {
      SourceHealth health = new SourceHealth(peers.trees().name(), Clock.systemUTC());
      rankedTrees.add(new Ranked<>(peers.trees(), health, false));
    }
    this.trees = new FailoverTreeSource(rankedTrees);
    this.blobs =
        new ScheduledBlobSource(
            rankedBlobs, peers == null ? PeerSources.NONE : peers, isPublic, System::nanoTime);
    this.blobs.start();
  }

  /**
   * @param isPublic whether a repository is known to be
   */
  static HubSources open(FileSystemConfig config, Predicate<RepoId> isPublic) {
    TokenStore tokens = new TokenStore(config.environment());
    List<Hub> hubs = new ArrayList<>();
    for (HubConfig hub : config.sources()) {
      hubs.add(Hub.open(hub, tokens));
    }
    Peering peering = config.peering();
    return new HubSources(hubs, tokens, peering == null ? null : peering.links(), isPublic);
  }

  public TreeSource trees() {
    return trees;
  }

  public ScheduledBlobSource blobs() {
    return blobs;
  }

  /** Returns the Hub itself, the one that the user's token is for. */
  public Hub hub() {
    return hubs.get(0);
  }

  /** Returns the Hub and the mirrors, in the order in which they are asked. */
  public List<Hub> hubs() {
    return hubs;
  }

  public TokenStore tokens() {
    return tokens;
  }

  /** Returns how each source does, by name, in the order in which they are asked. */
  public Map<String, SourceHealth.Status> health() {
    Map<String, SourceHealth.Status> statuses = new LinkedHashMap<>();
    health.forEach((name, source) -> statuses.put(name, source.status()));
    return statuses;
  }

  @Override
  public void close() {
    blobs.close();
    hubs.forEach(Hub::close);
  }
}
