package io.hffs.fs.repo;

import java.time.Instant;

/**
 * What the Hub said a revision stands for.
 *
 * @param repo the canonical id, which may differ from the one asked for
 * @param revision as it was asked for
 * @param commit the commit that it names now
 * @param lastModified of the repository, to the millisecond; the mtime that the mount shows
 */
public record ResolvedRevision(
    RepoId repo,
    Revision revision,
    CommitHash commit,
    Instant lastModified,
    Visibility visibility) {}
