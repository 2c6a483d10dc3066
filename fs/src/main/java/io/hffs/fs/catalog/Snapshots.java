package io.hffs.fs.catalog;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.TreeSource;
import java.io.IOException;
import java.util.Optional;

/**
 * Gives the tree of a commit: kept for ever once fetched, fetched once however many ask.
 * Thread-safe.
 */
public final class Snapshots {

  private record Key(RepoId repo, CommitHash commit) {}

  private final LocalKnowledge local;
  private final TreeSource trees;
  private final RemoteCalls calls;
  private final CatalogConfig config;

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

  private Snapshot fetch(ResolvedRevision at) throws IOException {
    Snapshot snapshot = trees.snapshot(at);
    local.save(snapshot);
    return snapshot;
  }
}
