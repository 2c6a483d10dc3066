package io.hffs.fs.transfer;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.source.NotYetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who may be asked for what an attempt lacks: paired machines that have it, and the origins, unless
 * it is better left to others. Thread-safe.
 */
final class RouteFinder {

  /** Soon enough not to be noticed, seldom enough to cost nothing. */
  static final Duration LATER = Duration.ofMillis(25);

  /** For bytes that somebody waits for. */
  static final Duration SOON = Duration.ofMillis(5);

  /** Until a machine that has the bytes, but failed or has no time, may be asked again. */
  private static final Duration PEER_PAUSE = Duration.ofMillis(250);

  /** So long somebody waits for another machine to fetch its part before he fetches it himself. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<Route> origins;
  private final PeerSources peers;
  private final Predicate<RepoId> isPublic;

  /**
   * @param isPublic whether a repository is known to be: of others only the first origin that
   *     answers is asked, and the next when it fails
   */
  RouteFinder(List<Route> origins, PeerSources peers, Predicate<RepoId> isPublic) {
    this.origins = origins;
    this.peers = peers;
    this.isPublic = isPublic;
  }

  /**
   * Who may be asked now.
   *
   * @param routes peers before origins; may be empty
   * @param mostBytes from the start of what is lacking, at once
   */
  record Found(List<Route> routes, long mostBytes) {}

  /**
   * Returns who may be asked, and tells the attempt of the machines' common work if there is any.
   *
   * @throws NotYetException when it is better to wait for what other machines have or will have
   */
  Found find(Attempt attempt) throws NotYetException {
    List<Route> routes = open(attempt);
    long all = attempt.rest().length();
    if (!attempt.takesAttested()) {
      return new Found(routes, all);
    }
    SegmentShare share = new SegmentShare(attempt.blob(), peers);
    boolean parted = share.isParted();
    if (parted) {
      attempt.sharedWith(share);
    }
    boolean fromPeer = !routes.isEmpty() && routes.get(0).isPeer();
    if (!fromPeer && !attempt.isUrgent()) {
      requireNone(attempt, peer -> peer.health().isBackSoon()); // it failed a moment ago
    }
    if (!parted) {
      return new Found(routes, all);
    }
    if (fromPeer) {
      // The line of the origin is everybody's: what somebody has is not taken from there.
      return new Found(attempt.isUrgent() ? routes : onlyPeers(routes), all);
    }
    return new Found(routes, ownBytes(attempt, share));
  }

  /** Returns who has what is lacking, and is worth asking by what is known. */
  List<Route> open(Attempt attempt) {
    List<Route> routes = new ArrayList<>();
    if (attempt.takesAttested()) {
      for (PeerSource peer : peers.live()) {
        Route route = Route.peer(peer);
        if (attempt.mayTry(route) && route.held(attempt.blob(), attempt.rest()) > 0) {
          routes.add(route);
        }
      }
    }
    boolean all = isPublic.test(attempt.blob().repo());
    for (Route origin : origins) {
      if (attempt.mayTry(origin)) {
        routes.add(origin);
        if (!all) {
          break;
        }
      }
    }
    return routes;
  }

  private static List<Route> onlyPeers(List<Route> routes) {
    return routes.stream().filter(Route::isPeer).toList();
  }

  /** Waits for any machine that has it: nobody else can give it. */
  void requireNobodyHasIt(Attempt attempt) throws NotYetException {
    requireNone(attempt, peer -> attempt.takesAttested());
  }

  private void requireNone(Attempt attempt, Predicate<PeerSource> which) throws NotYetException {
    for (PeerSource peer : peers.live()) {
      if (which.test(peer) && isHeld(peer, attempt)) {
        throw new NotYetException(peer.name() + " has it, and is asked again soon", PEER_PAUSE);
      }
    }
  }

  private static boolean isHeld(PeerSource peer, Attempt attempt) {
    return peer.held(attempt.blob().id(), attempt.rest()) > 0;
  }

  /**
   * Returns how many bytes this machine is to fetch from the origin: those to the end of a segment
   * of its share, or of one that a machine has but does not give; or of a chunk that somebody has
   * waited for too long.
   */
  private long ownBytes(Attempt attempt, SegmentShare share) throws NotYetException {
    long start = attempt.rest().start();
    boolean urgent = attempt.isUrgent();
    if (attempt.waited().compareTo(PATIENCE) > 0) {
      // No more: the others may have lost patience too.
      return ScheduledBlobSource.CHUNK_BYTES - start % ScheduledBlobSource.CHUNK_BYTES;
    }
    if (!share.isOurs(SegmentOwners.segmentOf(start))
        && peers.live().stream().noneMatch(peer -> isHeld(peer, attempt))) {
      throw new NotYetException("another machine is about to have it", urgent ? SOON : LATER);
    }
    int active = origins.stream().mapToInt(origin -> origin.meter().active()).sum();
    if (!urgent && active >= share.atOnce()) {
      throw new NotYetException("what comes before it is under way", LATER);
    }
    return SegmentOwners.SEGMENT_BYTES - start % SegmentOwners.SEGMENT_BYTES;
  }
}
