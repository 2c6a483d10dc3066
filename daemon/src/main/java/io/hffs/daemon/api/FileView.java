package io.hffs.daemon.api;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of a cached revision.
 *
 * @param refs the branches and tags that stand at this commit, as last seen
 * @param cachedBytes how much of {@code sizeBytes} is on disk
 * @param localPath of the complete, verified content; null while something is missing
 */
public record FileView(
    List<Revision> refs,
    CommitHash commit,
    RepoPath path,
    long sizeBytes,
    long cachedBytes,
    @Nullable BlobId blob,
    @Nullable Path localPath) {}
