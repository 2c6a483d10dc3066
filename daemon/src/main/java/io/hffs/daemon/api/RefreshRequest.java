package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoId;
import java.util.Objects;

/** Asks to resolve the branches of a repository again. */
public record RefreshRequest(RepoId repo) {

  public RefreshRequest {
    Objects.requireNonNull(repo, "repo");
  }
}
