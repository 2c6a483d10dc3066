package io.hffs.fs.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.TreeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives the tree of a commit: kept for ever once fetched, fetched once however many ask.
 * Thread-safe.
 */
public final class Snapshots {

  private record Key(RepoId repo, CommitHash commit) {}

  private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(1);

  private final LocalKnowledge local;
  private final TreeSource trees;
  private final RemoteCalls calls;
  private final CatalogConfig config;
  private final Cache<Key, Key> recentlyAsked =
      Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(ASK_AGAIN_AFTER).build();

  public Snapshots(
      LocalKnowledge local, TreeSource trees, RemoteCalls calls, CatalogConfig config) {
    this.local = local;
    this.trees = trees;
    this.calls = calls;
    this.config = config;
  }

  /**
   * Returns the complete tree; a partial one when only that is known and no source can be asked.
   *
   * @throws IOException when nothing is known of the commit and no source can be asked
   */
  public Snapshot at(ResolvedRevision at) throws IOException {
    Optional<Snapshot> known = local.snapshot(at.repo(), at.commit());
    if (known.isPresent() && known.get().isComplete()) {
      if (known.get().isAttested()) {
        askAgain(at);
      }
      return known.get();
    }
    try {
      return calls.ask(new Key(at.repo(), at.commit()), config.treeBudget(), () -> fetch(at));
    } catch (SourceException | LookupTimeoutException e) {
      if (known.isPresent()) {
        return known.get();
      }
      throw e;
    }
  }

  /** Has what a paired machine said compared with what the Hub says, as soon as that answers. */
  private void askAgain(ResolvedRevision at) {
    Key key = new Key(at.repo(), at.commit());
    if (recentlyAsked.asMap().putIfAbsent(key, key) == null) {
      calls.askInBackground(key, () -> fetch(at));
    }
  }

  private Snapshot fetch(ResolvedRevision at) throws IOException {
    Snapshot snapshot = trees.snapshot(at);
    local.save(snapshot);
    return snapshot;
  }
}
