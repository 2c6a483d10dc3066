package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks which peers have a revision of a repository, or one file of it.
 *
 * @param file null for the whole revision
 */
public record SearchRequest(RepoId repo, @Nullable RepoPath file, Revision revision) {

  public SearchRequest {
    Objects.requireNonNull(repo, "repo");
    Objects.requireNonNull(revision, "revision");
  }
}
