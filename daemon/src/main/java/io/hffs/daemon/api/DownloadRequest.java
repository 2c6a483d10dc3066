package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one file, or for the files of a revision that the patterns choose.
 *
 * @param file null for the whole revision
 * @param include empty for everything
 * @param token used for this download alone, in place of the stored one
 */
public record DownloadRequest(
    RepoId repo,
    Revision revision,
    @Nullable RepoPath file,
    List<String> include,
    List<String> exclude,
    @Nullable AccessToken token) {

  public DownloadRequest {
    Objects.requireNonNull(repo, "repo");
    Objects.requireNonNull(revision, "revision");
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }
}
