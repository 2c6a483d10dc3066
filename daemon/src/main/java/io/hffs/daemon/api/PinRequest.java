package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoId;
import java.util.Objects;

/** Asks to keep ({@code pinned}) a repository whatever the quota says, or to let it go again. */
public record PinRequest(RepoId repo, boolean pinned) {

  public PinRequest {
    Objects.requireNonNull(repo, "repo");
  }
}
