package io.hffs.daemon.discovery;

import io.hffs.daemon.discovery.Candidate.Origin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The places where machines may be found, {@value #MAX} at most. What was not heard of for {@link
 * #TTL} is gone, except what the user listed. When it is full, the least trusted goes first, and of
 * these the one not heard of for longest: a flood on the local network takes nothing away that the
 * user or the name server named.
 *
 * <p>Thread-safe; one lock, held for moments. Listeners are called without it, on the thread that
 * added, and must not block.
 */
public final class Candidates {

  static final int MAX = 256;
  static final Duration TTL = Duration.ofMinutes(2);

  /** Two that claim different ids for one address both stay: only a connection can tell. */
  private record Key(String host, int port, @Nullable String idPrefix, Origin origin) {

    static Key of(Candidate candidate) {
      return new Key(candidate.host(), candidate.port(), candidate.idPrefix(), candidate.origin());
    }
  }

  private static final Comparator<Candidate> TRUSTED_THEN_NEWEST_FIRST =
      Comparator.comparing(Candidate::origin)
          .thenComparing(Candidate::seenAt, Comparator.reverseOrder());

  private final Clock clock;
  private final Map<Key, Candidate> known = new HashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public Candidates(Clock clock) {
    this.clock = clock;
  }

  /** Has {@code afterChange} called when a place was added that was not known. */
  public void addListener(Runnable afterChange) {
    listeners.add(afterChange);
  }

  /** Returns what is known now, the most trusted first, and of these the newest. */
  public List<Candidate> all() {
    synchronized (known) {
      dropExpired();
      return known.values().stream().sorted(TRUSTED_THEN_NEWEST_FIRST).toList();
    }
  }

  /** Adds a place that was just heard of, or says so of a known one. */
  void heard(String host, int port, @Nullable String idPrefix, Origin origin) {
    add(new Candidate(host, port, idPrefix, origin, clock.instant()));
  }

  /** Adds a place. Of a known one the later time stays. */
  void add(Candidate candidate) {
    if (isNewAfterAdding(candidate)) {
      listeners.forEach(Runnable::run);
    }
  }

  private boolean isNewAfterAdding(Candidate candidate) {
    Key key = Key.of(candidate);
    synchronized (known) {
      dropExpired();
      Candidate before = known.get(key);
      if (before != null && before.seenAt().isAfter(candidate.seenAt())) {
        return false;
      }
      known.put(key, candidate);
      if (known.size() > MAX) {
        known.remove(Key.of(Collections.max(known.values(), TRUSTED_THEN_NEWEST_FIRST)));
      }
      return before == null && known.containsKey(key);
    }
  }

  private void dropExpired() {
    Instant limit = clock.instant().minus(TTL);
    known
        .values()
        .removeIf(
            candidate -> candidate.origin() != Origin.LIST && candidate.seenAt().isBefore(limit));
  }
}
