package io.hffs.fs.transfer;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.NotYetException;
import io.hffs.fs.source.Ranked;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceHealth;
import io.hffs.fs.transfer.RouteChoice.Offer;
import io.hffs.fs.transfer.RouteFinder.Found;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Takes each range from where it will arrive first: paired machines that have it, mirrors, the Hub.
 * What one leaves, also in its midst, another goes on with; one that stalls or is much too slow for
 * a reader who waits loses its range. Those that failed lately are passed over without a wait, see
 * {@link SourceHealth}. What machines fetch at once they part among themselves: then a range that
 * is another's share is {@link NotYetException}.
 *
 * <p>Thread-safe.
 */
public final class ScheduledBlobSource implements BlobSource, AutoCloseable {

  /** The grain in which bytes are checked and passed on. */
  static final long CHUNK_BYTES = 1 << 20;

  /** A reader is let wait so long for the best source to have room; then any that has will do. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Route> origins;
  private final PeerSources peers;
  private final RouteFinder finder;
  private final TransferWatch watch;

  /**
   * @param origins in the order in which they are asked as long as nothing is known of their speed
   * @param isPublic whether a repository is known to be: of others only the first origin that
   *     answers is asked, and the next when it fails
   */
  public ScheduledBlobSource(
      List<Ranked<BlobSource>> origins,
      PeerSources peers,
      Predicate<RepoId> isPublic,
      LongSupplier nanoClock) {
    this.origins = origins.stream().map(origin -> Route.origin(origin, nanoClock)).toList();
    this.peers = peers;
    this.finder = new RouteFinder(this.origins, peers, isPublic);
    this.watch = new TransferWatch(nanoClock);
  }

  /** Starts the thread that looks after transfers. */
  public void start() {
    watch.start();
  }

  @Override
  public String name() {
    return String.join(", ", origins.stream().map(Route::name).toList());
  }

  /**
   * Returns how many bytes each source gave since the start, peers that are gone left out; those
   * that have one name under that name together.
   */
  public Map<String, Long> receivedBytes() {
    Map<String, Long> bytes = new LinkedHashMap<>();
    origins.forEach(origin -> bytes.put(origin.name(), origin.meter().receivedBytes()));
    peers.live().forEach(peer -> bytes.merge(peer.name(), peer.meter().receivedBytes(), Long::sum));
    return bytes;
  }

  @Override
  public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
    Attempt attempt = new Attempt(blob, range, sink);
    while (!attempt.rest().isEmpty()) {
      Found found = finder.find(attempt);
      List<Route> routes = found.routes();
      if (routes.isEmpty()) {
        lastResort(attempt);
        continue;
      }
      boolean besidePeers = routes.get(0).isPeer();
      List<Offer> offers =
          routes.stream().map(route -> offer(route, attempt, besidePeers)).toList();
      int best = best(offers, attempt);
      long bytes = RouteChoice.slice(offers.get(best), routes.size() == 1);
      take(routes.get(best), Math.min(bytes, found.mostBytes()), attempt);
    }
  }

  /**
   * @param besidePeers whether a peer has the range too: then an origin that was not measured yet
   *     gets little, and not all that the peers have no room for
   */
  private static Offer offer(Route route, Attempt attempt, boolean besidePeers) {
    SourceMeter meter = route.meter();
    boolean onTrial = besidePeers && !route.isPeer() && meter.bytesPerSecond() == 0;
    long room = onTrial ? CHUNK_BYTES : route.roomBytes(attempt.isUrgent());
    long held = Math.min(attempt.rest().length(), route.held(attempt.blob(), attempt.rest()));
    return new Offer(
        route.isPeer(),
        meter.bytesPerSecond(),
        meter.latencySeconds(),
        meter.idleSeconds(),
        meter.pendingBytes(),
        room == 0 ? held : Math.min(held, room),
        room > 0 && (!onTrial || meter.active() == 0));
  }

  /** Returns the best source; one that has no room is waited for, but not long by a reader. */
  private static int best(List<Offer> offers, Attempt attempt) throws NotYetException {
    boolean now = attempt.waited().compareTo(PATIENCE) > 0;
    int best = RouteChoice.best(offers, attempt.isUrgent(), now);
    if (!offers.get(best).hasRoom()) {
      throw new NotYetException(
          "the best source has no room at this moment",
          attempt.isUrgent() ? RouteFinder.SOON : RouteFinder.LATER);
    }
    return best;
  }

  /**
   * Nobody is to be asked by what is known: waits, asks who comes back from a failure, or fails.
   */
  private void lastResort(Attempt attempt) throws IOException {
    finder.requireNobodyHasIt(attempt);
    for (Route origin : origins) {
      if (!attempt.hasFailed(origin)) {
        take(origin, attempt.rest().length(), attempt);
        return;
      }
    }
    throw attempt.failure();
  }

  private void take(Route route, long bytes, Attempt attempt) throws IOException {
    boolean sound = route.health().isSound();
    SourceHealth.Permit permit;
    try {
      permit = route.health().acquire();
    } catch (SourceException e) {
      attempt.refused(route, e);
      return;
    }
    ByteRange slice = cut(attempt.rest(), bytes);
    try (permit;
        SourceMeter.Transfer transfer = route.meter().begin(slice.length());
        TransferWatch.Watched watched =
            watch.watch(
                slice.length(),
                sound ? route.firstByteSeconds() : 0,
                () -> attempt.isUrgent() || (sound && !route.health().isSound()),
                () -> alternativeSeconds(attempt, route))) {
      attempt.begin(permit, transfer, watched);
      try {
        route.source().fetch(attempt.blob(), slice, attempt);
        permit.succeeded();
      } catch (IOException e) {
        attempt.ended(route, e, permit, watched.verdict());
      }
    }
  }

  /** Returns so many bytes of a range, to the end of a chunk: peers give whole ones. */
  private static ByteRange cut(ByteRange rest, long bytes) {
    long end = (rest.start() + bytes) / CHUNK_BYTES * CHUNK_BYTES;
    boolean whole = end <= rest.start() || rest.start() + bytes == rest.end();
    return whole ? ByteRange.ofLength(rest.start(), bytes) : new ByteRange(rest.start(), end);
  }

  /** Returns in what time another source would give what is left; infinite when none can. */
  private double alternativeSeconds(Attempt attempt, Route current) {
    long left = attempt.rest().length();
    return finder.open(attempt).stream()
        .filter(route -> !route.equals(current))
        .mapToDouble(route -> offer(route, attempt, false).seconds(left))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  @Override
  public void close() {
    watch.close();
  }
}
