package io.hffs.fs.cache;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.Visibility;
import java.time.Instant;

/**
 * What a revision stood for when a source was last asked.
 *
 * @param lastModified of the repository then
 * @param seenAt when it was asked
 */
public record SeenRef(
    CommitHash commit, Instant lastModified, Visibility visibility, Instant seenAt) {

  /** Tells whether it says the same, whenever it was seen. */
  boolean standsFor(SeenRef other) {
    return commit.equals(other.commit) && visibility == other.visibility;
  }
}
