package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks to keep ({@code pinned}) something whatever the quota says, or to let it go again.
 *
 * @param revision only of what it stands at when room is made; null for all revisions, also those
 *     that become known later, and to let go all that is pinned of the repository
 */
public record PinRequest(RepoId repo, @Nullable Revision revision, boolean pinned) {
  public PinRequest {
    Objects.requireNonNull(repo, "repo");
  }
}
