package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A repository of which something is in the cache.
 *
 * @param cachedBytes on disk; a blob that two revisions share counts once
 * @param totalBytes of all files of the cached revisions, on disk or not
 * @param files number of files of which something is on disk
 * @param path its folder in the {@code hub/} layout; there only once a file is complete
 * @param revisions the branches, tags and commits that are known here
 * @param lastUsed null when it was never read since it was fetched
 */
public record RepoView(
    RepoId repo,
    long cachedBytes,
    long totalBytes,
    int files,
    Path path,
    List<Revision> revisions,
    @Nullable Instant lastUsed,
    boolean pinned) {}
