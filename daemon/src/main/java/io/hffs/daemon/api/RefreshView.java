package io.hffs.daemon.api;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the known branches of a repository stand after they were resolved again. */
public record RefreshView(RepoId repo, List<RefMove> refs) {

  /**
   * One branch or tag.
   *
   * @param before null when it was not known; equal to {@code now} when it did not move
   */
  public record RefMove(Revision ref, @Nullable CommitHash before, CommitHash now) {}
}
