package io.hffs.fs.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.TreeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds each branch at one commit while it is in use, so that a load never mixes two.
 *
 * <p>A branch is looked up at its first use, and again when nothing in it was used for {@link
 * CatalogConfig#idleAfter()} and nothing of it is open, or when somebody asks for a {@link
 * #refresh}. When the source cannot be asked, the commit seen last stands. A full commit is never
 * looked up again.
 *
 * <p>Thread-safe; no lock is held while a source is asked.
 */
public final class HeldRevisions {

  private record Key(RepoId repo, Revision revision) {}

  private static final Duration IMPATIENT_FOR = Duration.ofMinutes(5);

  private final LocalKnowledge local;
  private final TreeSource trees;
  private final RemoteCalls calls;
  private final CatalogConfig config;
  private final Ticker ticker;
  private final Map<Key, HeldRevision> revisions = new ConcurrentHashMap<>();
  private final Cache<Key, SourceException> absent;

  /** Until then, or until a source answers, nobody waits for newer answers: one did not come. */
  private volatile long impatientUntilNanos;

  public HeldRevisions(
      LocalKnowledge local,
      TreeSource trees,
      RemoteCalls calls,
      CatalogConfig config,
      Ticker ticker) {
    this.local = local;
    this.trees = trees;
    this.calls = calls;
    this.config = config;
    this.ticker = ticker;
    this.absent =
        Caffeine.newBuilder()
            .expireAfterWrite(config.absentFor())
            .ticker(ticker)
            .maximumSize(100_000)
            .build();
    this.impatientUntilNanos = ticker.read();
  }

  /**
   * Returns where a revision is held and counts this as a use of it. Asks the source when the
   * revision is new or idle, for at most the look-up budget; without network otherwise.
   *
   * @param repo a canonical id
   * @throws SourceException of kind not found only when the source said so
   */
  public HeldRevision use(RepoId repo, Revision revision) throws IOException {
    Key key = new Key(repo, revision);
    HeldRevision held = revisions.get(key);
    if (held == null) {
      held = firstUse(key);
    } else if (revision.commit().isEmpty() && held.isIdle(config.idleAfter())) {
      renew(key, held);
    }
    held.markUsed();
    return held;
  }

  /** Returns the commit that a revision is held at, or was seen at last. Asks nobody. */
  public Optional<ResolvedRevision> known(RepoId repo, Revision revision) {
    HeldRevision held = revisions.get(new Key(repo, revision));
    return held != null
        ? Optional.of(held.at())
        : local.ref(repo, revision).map(LocalKnowledge.SeenRevision::at);
  }

  /**
   * Looks a revision up now, and moves it unless something of it is open; then it moves when that
   * is closed and the revision is used again.
   *
   * @return what the source says the revision stands for
   */
  public ResolvedRevision refresh(RepoId repo, Revision revision) throws IOException {
    Key key = new Key(repo, revision);
    absent.invalidate(key);
    ResolvedRevision fresh = resolve(key, config.lookupBudget());
    HeldRevision held = revisions.computeIfAbsent(key, k -> new HeldRevision(fresh, ticker));
    held.moveWhenClosed(fresh);
    return fresh;
  }

  private HeldRevision firstUse(Key key) throws IOException {
    SourceException knownAbsent = absent.getIfPresent(key);
    if (knownAbsent != null) {
      throw knownAbsent.forAnotherThread();
    }
    Optional<LocalKnowledge.SeenRevision> seen = local.ref(key.repo(), key.revision());
    ResolvedRevision at;
    if (seen.isPresent() && isGood(key, seen.get())) {
      at = seen.get().at();
    } else {
      at =
          seen.isPresent()
              ? newer(key).orElse(seen.get().at())
              : resolve(key, config.lookupBudget());
    }
    HeldRevision mine = new HeldRevision(at, ticker);
    HeldRevision other = revisions.putIfAbsent(key, mine);
    return other == null ? mine : other;
  }

  private boolean isGood(Key key, LocalKnowledge.SeenRevision seen) {
    return key.revision().commit().isPresent() || seen.age().compareTo(config.idleAfter()) < 0;
  }

  private void renew(Key key, HeldRevision held) throws IOException {
    long usedBefore = held.lastUsedNanos();
    Optional<ResolvedRevision> fresh;
    try {
      fresh = newer(key);
    } catch (SourceException e) {
      if (e.isNotFound()) {
        revisions.remove(key, held);
      }
      throw e;
    }
    fresh.ifPresent(answer -> held.moveIfUnusedSince(usedBefore, answer));
  }

  /**
   * Asks for a newer answer, but not for long; empty when there is none. After a source that says
   * nothing cost somebody that time, nobody waits for a while; it is asked all the same, to hear
   * when it is back.
   */
  private Optional<ResolvedRevision> newer(Key key) throws IOException {
    if (ticker.read() - impatientUntilNanos < 0) {
      calls.askInBackground(key, () -> ask(key));
      return Optional.empty();
    }
    try {
      return Optional.of(resolve(key, config.freshBudget()));
    } catch (SourceException e) {
      if (e.isNotFound() || e.kind() == SourceException.Kind.DENIED) {
        throw e;
      }
      return Optional.empty();
    } catch (LookupTimeoutException e) {
      impatientUntilNanos = ticker.read() + IMPATIENT_FOR.toNanos();
      return Optional.empty();
    }
  }

  private ResolvedRevision resolve(Key key, Duration budget) throws IOException {
    try {
      return calls.ask(key, budget, () -> ask(key));
    } catch (SourceException e) {
      if (e.isNotFound()) {
        absent.put(key, e);
      }
      throw e;
    }
  }

  private ResolvedRevision ask(Key key) throws SourceException {
    ResolvedRevision fresh = trees.resolve(key.repo(), key.revision());
    impatientUntilNanos = ticker.read();
    local.saveRef(fresh);
    if (!fresh.repo().equals(key.repo())) {
      local.saveAlias(key.repo(), fresh.repo());
    }
    return fresh;
  }

  /** Tells whether a commit is held by a revision of which a file is open. */
  public boolean isOpen(RepoId repo, CommitHash commit) {
    return revisions.values().stream()
        .anyMatch(
            held ->
                held.isOpen()
                    && held.at().repo().equals(repo)
                    && held.at().commit().equals(commit));
  }
}
