package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks to drop a repository, one revision of it, or one file of a revision, from the cache. Content
 * that something else in the cache still uses stays.
 *
 * @param revision null for all of them
 * @param file null for all of them; needs a revision
 * @param dryRun only tell what would go
 */
public record RemovalRequest(
    RepoId repo, @Nullable Revision revision, @Nullable RepoPath file, boolean dryRun) {

  public RemovalRequest {
    Objects.requireNonNull(repo, "repo");
    if (file != null && revision == null) {
      throw new IllegalArgumentException("a file to remove needs a revision");
    }
  }
}
